/** Every fourth table is in a schema of its own. */
export const qualifiedTable = (number: number): string => `${number % 4 === 0 ? 'sales' : 'public'}.table_${number}`
