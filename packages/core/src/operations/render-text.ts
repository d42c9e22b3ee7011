/**
 * A string literal of TypeScript. Every character that an editor, version control or a reader could take for another one is escaped: line ends
 * other than LF, control and formatting characters, halves of surrogate pairs.
 */
export function renderText(text: string): string {
  if (text.includes('\n')) return template(text)
  const quotation = text.includes("'") && count(text, "'") > count(text, '"') ? '"' : "'"
  return `${quotation}${escape(text, quotation).replaceAll('\t', String.raw`\t`)}${quotation}`
}

/** A text of several lines as it stands. */
function template(text: string): string {
  return `\`${escape(text, '`').replaceAll('${', String.raw`\${`)}\``
}

// Zero-width joiners hold emoji together, and nothing else of this class is worth the risk.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu

function escape(text: string, quotation: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll(quotation, `\\${quotation}`)
    .replaceAll(hidden, (character) => {
      if (character === '\n' || character === '\t' || character === '\u200D') return character
      if (character === '\r') return String.raw`\r`
      const code = character.codePointAt(0) ?? 0
      return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
    })
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
