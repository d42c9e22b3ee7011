/** Delimiters of which one at least is in no text. */
const delimiters = [';;', '//', '$$', '|||', '~~~']

/** A body with semicolons of its own stands between DELIMITER lines: the native client knows nothing of bodies. */
export function delimited(text: string): string {
  // A comment that ends the text would swallow the delimiter.
  const end = /--|#/.test(text.slice(text.lastIndexOf('\n') + 1)) ? '\n' : ''
  if (!/^\s*create\b/i.test(text) || !text.includes(';')) return `${text}${end};\n`
  const delimiter = delimiters.find((each) => !text.includes(each) && !text.endsWith(each.charAt(0))) ?? numbered(text)
  return `DELIMITER ${delimiter}\n${text}${end}${delimiter}\nDELIMITER ;\n`
}

function numbered(text: string): string {
  let number = 1
  while (text.includes(`;${number};`)) number++
  return `;${number};`
}
