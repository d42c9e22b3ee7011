export const caseNames = ['migrations', 'dump', 'boot', 'cold-start'] as const

export type CaseName = (typeof caseNames)[number]
