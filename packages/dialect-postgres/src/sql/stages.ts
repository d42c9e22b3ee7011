/** How far a statement has told what it is: as much as decides where it ends. */
export const Stage = {
  /** Nothing but white space and comments yet. */
  Between: 0,
  /** Only its semicolon matters. */
  Plain: 1,
  /** CREATE, or CREATE OR REPLACE. */
  Create: 2,
  /** Semicolons in its parentheses are its own. */
  Rule: 3,
  Copy: 4,
  /** COPY … FROM was read. */
  CopyFrom: 5,
  /** COPY … FROM stdin was read. */
  CopyStdin: 6,
  /** CREATE FUNCTION or PROCEDURE. */
  Routine: 7,
  /** Its BEGIN was read, outside of parentheses. */
  RoutineBegin: 8,
  /** After BEGIN ATOMIC. */
  Body: 9,
  /** In a body, where its END can stand: right after ATOMIC or a semicolon. No statement begins with that word. */
  BodyNext: 10,
  /** After the body's END. */
  BodyEnd: 11,
} as const

/** The stage after a bare word. `depth` is that of parentheses. */
export function afterWord(stage: number, word: string, depth: number): number {
  switch (stage) {
    case Stage.Between:
      return word === 'create' ? Stage.Create : word === 'copy' ? Stage.Copy : Stage.Plain
    case Stage.Create:
      return afterCreate(word)
    case Stage.Copy:
    case Stage.CopyFrom:
      if (depth > 0) return stage
      return word === 'from'
        ? Stage.CopyFrom
        : stage === Stage.CopyFrom && word === 'stdin'
          ? Stage.CopyStdin
          : Stage.Copy
    case Stage.Routine:
    case Stage.RoutineBegin:
      if (stage === Stage.RoutineBegin && word === 'atomic') return Stage.BodyNext
      return word === 'begin' && depth === 0 ? Stage.RoutineBegin : Stage.Routine
    case Stage.BodyNext:
      return word === 'end' ? Stage.BodyEnd : Stage.Body
    default:
      return stage
  }
}

function afterCreate(word: string): number {
  switch (word) {
    case 'or':
    case 'replace':
      return Stage.Create
    case 'rule':
      return Stage.Rule
    case 'function':
    case 'procedure':
      return Stage.Routine
    default:
      return Stage.Plain
  }
}

/** The stage after anything else: a string, a name in quotes, a number, a sign. */
export function afterOther(stage: number): number {
  switch (stage) {
    case Stage.Between:
    case Stage.Create:
      return Stage.Plain
    case Stage.CopyFrom:
      return Stage.Copy
    case Stage.RoutineBegin:
      return Stage.Routine
    case Stage.BodyNext:
      return Stage.Body
    default:
      return stage
  }
}

/** Whether words tell nothing any more. */
export const isSettled = (stage: number): boolean =>
  stage === Stage.Plain || stage === Stage.Rule || stage === Stage.Body || stage >= Stage.BodyEnd
