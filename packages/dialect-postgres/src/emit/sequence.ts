import type { Plain } from '@lithify/core'

/** The parameters of a sequence, those left out that it has by itself. */
export function sequenceParameters(settings: Readonly<Record<string, Plain>>): string {
  const words = { start: 'START WITH', increment: 'INCREMENT BY', min: 'MINVALUE', max: 'MAXVALUE', cache: 'CACHE' }
  const parts = Object.entries(words).flatMap(([key, word]) =>
    typeof settings[key] === 'string' ? [`${word} ${settings[key]}`] : [],
  )
  return [...parts, ...(settings['cycle'] === true ? ['CYCLE'] : [])].join(' ')
}

export function sequenceText(place: string, type: string, settings: Readonly<Record<string, Plain>>): string {
  const parameters = sequenceParameters(settings)
  return `CREATE ${settings['unlogged'] === true ? 'UNLOGGED ' : ''}SEQUENCE ${place}${type === 'bigint' ? '' : ` AS ${type}`}${parameters === '' ? '' : ` ${parameters}`}`
}
