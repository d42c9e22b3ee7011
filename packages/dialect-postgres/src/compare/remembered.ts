/** So many answers are kept, of texts that are no longer than this: nobody's memory is at stake. */
const limits = { answers: 2000, length: 200 }

/** Answers again what was asked before. Ten thousand tables have a hundred thousand defaults, and a dozen texts for them. */
export function remembered(work: (text: string) => string): (text: string) => string {
  const answers = new Map<string, string>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = work(text)
    if (text.length > limits.length) return answer
    if (answers.size >= limits.answers) answers.clear()
    answers.set(text, answer)
    return answer
  }
}
