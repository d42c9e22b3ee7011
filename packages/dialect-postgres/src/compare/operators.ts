/** How strongly operators bind, as the manual lists them. All others that are made of signs stand between comparison and addition. */
export const binding: Readonly<Record<string, number>> = { or: 1, and: 2, '=': 5, '<': 5, '>': 5, '<=': 5, '>=': 5, '<>': 5, '!=': 5, like: 6, ilike: 6, '+': 8, '-': 8, '*': 9, '/': 9, '%': 9, '^': 10 } // prettier-ignore
export const other = 7
export const unary = { not: 3, minus: 12 }

/** What another spelling of an operator is. */
export const same: Readonly<Record<string, string>> = { '!=': '<>', like: '~~', ilike: '~~*' }

/** Key words after which an operand does not stand as it does here. */
export const beyond = new Set([
  'case',
  'select',
  'exists',
  'interval',
  'row',
  'cast',
  'extract',
  'overlay',
  'position',
  'substring',
  'trim',
  'distinct',
  'all',
])
