/** What is wrong, and what to do about it. */
export type Explanation = readonly [message: string, hint: string | undefined]

/** A server that was to be reached, as people are told of it. */
export interface SoughtServer {
  /** Its host and port, or its socket. */
  readonly server: string
  readonly host: string
  /** What should run there. */
  readonly title: string
  readonly timeoutMs: number
}

/** The code of a system's error. Several attempts at one host make one error with many inside. */
export function systemCode(error: unknown): string | undefined {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] }
  if (typeof code === 'string') return code
  return errors === undefined ? undefined : systemCode(errors[0])
}

/** Why there is no way to a server, where the network says it; nothing for what the server itself says. */
export function explainNetwork(code: string | undefined, sought: SoughtServer): Explanation | undefined {
  const { server, host, title, timeoutMs } = sought
  switch (code) {
    case 'ECONNREFUSED':
      return [`Nothing listens on ${server}.`, `Is ${title} running there? Check host and port.`]
    case 'ENOENT':
      return [`There is no socket ${server}.`, `Is ${title} running, and is this where its socket is?`]
    case 'EACCES':
      return [`The socket ${server} may not be opened.`, 'Check the permissions of its directory.']
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`The host ${host} is not known.`, 'Check its name in the URL.']
    case 'ETIMEDOUT':
      return [`The server ${server} did not answer within ${timeoutMs / 1000} s.`, 'Check host, port and firewalls.']
    default:
      return undefined
  }
}
