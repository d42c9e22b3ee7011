/** How far a statement has told what it is: as much as decides whether a semicolon ends it. */
const Stage = {
  Start: 0,
  /** Its first semicolon ends it. */
  Plain: 1,
  /** BEGIN was read: a transaction, or a block where NOT ATOMIC follows. */
  Begin: 2,
  /** CREATE or ALTER. */
  Create: 3,
  /** The name of a routine, trigger or event comes next. */
  Name: 4,
  /** Between the name of a routine and its body. */
  Routine: 5,
  /** Until FOR EACH ROW of a trigger. */
  Trigger: 6,
  /** FOLLOWS or PRECEDES of a trigger was read. */
  Order: 7,
  /** Until DO of an event. */
  Event: 8,
  /** The first word of a body comes next. */
  First: 9,
  Body: 10,
} as const

/** What a block is. A CASE is one of two: a statement, or an expression, in which THEN is followed by no statement. */
type Block = 'begin' | 'if' | 'case' | 'caseExpression' | 'loop' | 'while' | 'repeat' | 'for'

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/))

/** Words that open a block where a statement can begin. */
const openers = words('begin if case loop while repeat for')

/** Words that begin a statement without a block of its own. They tell the body of a routine from what stands before it. */
const simple = words(
  `return select insert update delete replace set call do with values table truncate drop create alter load signal resignal get prepare execute
  deallocate open fetch close start commit rollback savepoint release lock unlock show flush analyze optimize check repair rename grant revoke
  kill explain describe handler xa use leave iterate`,
)

const kinds: Readonly<Record<string, number>> = {
  procedure: Stage.Routine,
  function: Stage.Routine,
  trigger: Stage.Trigger,
  event: Stage.Event,
}

/** What CREATE can make that has no body. */
const bodiless = words(
  `table view index unique fulltext spatial vector database schema user role server sequence temporary tablespace undo logfile resource spatial library package
  materialized instance`,
)

/**
 * Follows a statement word by word, as far as it has to be known whether a semicolon is its end or is inside a body. That is asked only while the
 * delimiter is the semicolon: under another one, nobody needs to know.
 */
export class Outline {
  #stage: number = Stage.Start
  #after: number = Stage.Plain
  #blocks: Block[] = []
  #depth = 0
  #previous = ''
  /** A statement of the body can begin here. */
  #begins = false
  /** The previous word or name may turn out to be a label. */
  #maybeLabel = false
  /** END was read, and which block it closes follows. */
  #ended = false
  #handler = false
  #until = false

  reset(): void {
    this.#stage = Stage.Start
    this.#blocks = []
    this.#depth = 0
    this.#previous = ''
    this.#begins = this.#maybeLabel = this.#ended = this.#handler = this.#until = false
  }

  /** Whether only its delimiter matters any more. */
  get settled(): boolean {
    return this.#stage === Stage.Plain && !this.#maybeLabel
  }

  /** Whether a semicolon belongs to it. */
  get inBody(): boolean {
    return this.#stage === Stage.Body
  }

  /** Whether a body between dollars can begin: MySQL has routines in other languages. */
  get takesDollars(): boolean {
    return this.#stage === Stage.Routine && this.#previous === 'as'
  }

  /** A bare word, in small letters. */
  word(word: string): void {
    const previous = this.#previous
    this.#previous = word
    // A part of a name, a variable, the version of a comment.
    if (previous === '.' || previous === '@' || /^\d/.test(word)) return
    this.#word(word, previous)
  }

  /** A name or string in quotes. */
  quoted(): void {
    const previous = this.#previous
    this.#previous = ''
    if (previous === '.' || previous === '@') return
    this.#named()
  }

  /** Anything else, a semicolon in a body too. */
  sign(sign: string, next: string): void {
    this.#previous = sign
    if (sign === '(') this.#depth++
    if (sign === ')') this.#depth = Math.max(0, this.#depth - 1)
    if (sign === ';' && this.#stage === Stage.Body) {
      this.#begins = true
      this.#maybeLabel = this.#ended = this.#handler = this.#until = false
    } else if (sign === ':' && next !== '=' && this.#maybeLabel) {
      this.#maybeLabel = false
      if (this.#stage === Stage.Body) this.#begins = true
      else this.#stage = Stage.First
    } else if (sign !== '.') {
      this.#begins = this.#maybeLabel = false
      if (this.#stage === Stage.Start) this.#stage = Stage.Plain
    }
  }

  #named(): void {
    if (this.#stage === Stage.Name) this.#stage = this.#after
    else if (this.#stage === Stage.Order) this.#stage = Stage.First
    else if (this.#stage === Stage.First) {
      this.#stage = Stage.Plain
      this.#maybeLabel = true
    } else if (this.#stage === Stage.Start) this.#stage = Stage.Plain
    else {
      this.#maybeLabel = this.#begins
      this.#begins = false
    }
  }

  #word(word: string, previous: string): void {
    switch (this.#stage) {
      case Stage.Start:
        if (word === 'begin') this.#stage = Stage.Begin
        else if (word === 'create' || word === 'alter') this.#stage = Stage.Create
        else if (openers.has(word)) this.#open(word as Block)
        else this.#stage = Stage.Plain
        return
      case Stage.Begin:
        if (word === 'not') this.#open('begin')
        else this.#stage = Stage.Plain
        return
      case Stage.Create:
        this.#after = kinds[word] ?? Stage.Plain
        if (kinds[word] !== undefined) this.#stage = Stage.Name
        else if (bodiless.has(word)) this.#stage = Stage.Plain
        return
      case Stage.Name:
        if (word !== 'if' && word !== 'not' && word !== 'exists') this.#named()
        return
      case Stage.Routine:
        this.#header(word, previous)
        return
      case Stage.Trigger:
        if (word === 'row' && previous === 'each') this.#stage = Stage.First
        return
      case Stage.Event:
        if (word === 'do') this.#stage = Stage.First
        return
      case Stage.Order:
        this.#stage = Stage.First
        return
      case Stage.First:
        if (openers.has(word)) this.#open(word as Block)
        else if (word === 'follows' || word === 'precedes') this.#stage = Stage.Order
        else this.#named()
        return
      case Stage.Body:
        this.#inside(word, previous)
        return
      default:
        this.#maybeLabel = false
    }
  }

  #header(word: string, previous: string): void {
    if (this.#depth > 0) return
    // RETURNS SET('a'), CHARACTER SET utf8mb4
    if (word === 'set' && (previous === 'returns' || previous === 'character' || previous === 'char')) return
    if (openers.has(word)) this.#open(word as Block)
    else if (simple.has(word)) this.#stage = Stage.Plain
  }

  #inside(word: string, previous: string): void {
    const closed = this.#ended
    this.#ended = false
    if (closed && openers.has(word)) return
    const top = this.#blocks.at(-1)
    if (word === 'end' && this.#closes(top, previous)) return this.#close(top)
    const begins = this.#begins
    this.#begins = this.#maybeLabel = false
    if (begins) {
      if (openers.has(word)) this.#open(word as Block)
      else if (word === 'until') this.#until = true
      else if (word === 'else' || (word === 'not' && previous === 'begin') || (word === 'atomic' && previous === 'not'))
        this.#begins = true
      else this.#maybeLabel = true
      return
    }
    if (word === 'handler') this.#handler = true
    else if (this.#handler && simple.has(word)) this.#handler = false
    else if (this.#handler && openers.has(word) && word !== 'for') {
      this.#handler = false
      this.#open(word as Block)
    } else if (word === 'case') this.#blocks.push('caseExpression')
    else if (word === 'then' || word === 'else') this.#begins = top === 'if' || top === 'case'
    else if (word === 'do') this.#begins = top === 'while' || top === 'for'
  }

  /** END is no reserved word: it closes something only where that can be closed. */
  #closes(top: Block | undefined, previous: string): boolean {
    if (top === 'caseExpression') return previous !== 'as'
    return this.#begins || (top === 'repeat' && this.#until)
  }

  #open(block: Block): void {
    this.#stage = Stage.Body
    this.#blocks.push(block)
    this.#begins = block === 'begin' || block === 'loop' || block === 'repeat'
    this.#maybeLabel = false
  }

  #close(block: Block | undefined): void {
    this.#blocks.pop()
    this.#begins = false
    if (block === 'repeat') this.#until = false
    this.#ended = block !== 'begin' && block !== 'caseExpression'
    if (this.#blocks.length === 0) this.#stage = Stage.Plain
  }
}
