import { userInfo } from 'node:os'
import { redactUrl } from '../config/redact.ts'
import { LithifyError, messageOf } from '../errors.ts'

/** What the URLs of a server are like. */
export interface UrlShape {
  /** As its makers write it. */
  readonly title: string
  /** Without the colon. */
  readonly schemes: readonly string[]
  /** Shown where a URL is wrong. */
  readonly example: string
}

/** What stands in a URL, decoded. Absent is what is empty. */
export interface UrlParts {
  readonly user?: string
  readonly password?: string
  readonly host?: string
  readonly port?: string
  readonly database?: string
}

/** Reads the settings of connections to a server. What is wrong is `LITHIFY_E_CONFIG_INVALID`, and no password is told. */
export class ServerUrls {
  readonly #shape: UrlShape

  constructor(shape: UrlShape) {
    this.#shape = shape
  }

  /**
   * Reads `scheme://user:password@host:port/database?key=value`. Not `new URL`: passwords are often not encoded, and a host can be the path of a
   * socket.
   */
  parse(url: string): { readonly parts: UrlParts; readonly parameters: readonly (readonly [string, string])[] } {
    const { title, schemes } = this.#shape
    const match = /^([a-z][a-z\d+.-]*):\/\/([^?]*)(?:\?(.*))?$/s.exec(url)
    const [, scheme = '', place = '', query = ''] = match ?? []
    if (!schemes.includes(scheme)) throw this.invalid(`${redactUrl(url)} is no URL of ${title}.`)
    const at = place.lastIndexOf('@')
    const [host, name] = cut(place.slice(at + 1), '/')
    const [user, password] = at === -1 ? ['', ''] : cut(place.slice(0, at), ':')
    const parts = { user: decode(user), password: decode(password), ...this.#hostAndPort(host), database: decode(name) }
    const pairs = query.split('&').filter((pair) => pair !== '')
    return {
      parts: Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== '')),
      parameters: pairs.map((pair) => cut(pair, '=').map(decode) as [string, string]),
    }
  }

  #hostAndPort(text: string): { host: string; port: string } {
    if (text.includes(',')) throw this.invalid('The URL names several hosts. Name one: the server that is written to.')
    const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text)
    if (match === null) throw this.invalid(`The URL names a host that cannot be read: ${redactUrl(text)}.`)
    const [, host = '', port = ''] = match
    return { host: decode(host.replace(/^\[(.*)\]$/, '$1')), port }
  }

  /** A whole number that is written in a setting. */
  wholeNumber(name: string, text: string, largest: number): number {
    const value = Number(text)
    if (/^\d+$/.test(text) && value <= largest) return value
    throw this.invalid(`The ${name} is no such number: ${JSON.stringify(text)}.`)
  }

  /** Who one is where nobody is named. */
  systemUser(): string {
    try {
      return userInfo().username
    } catch (error) {
      throw this.invalid(`No user is given, and the system does not name one: ${messageOf(error)}.`)
    }
  }

  unknownParameter(key: string): LithifyError {
    return this.invalid(`The URL's parameter ${JSON.stringify(key)} is not known.`)
  }

  invalid(message: string): LithifyError {
    return new LithifyError('LITHIFY_E_CONFIG_INVALID', message, {
      hint: `Write it like ${this.#shape.example}, with %-codes for / ? # and % in a password.`,
    })
  }
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A `%` that encodes nothing stands for itself: it is most likely part of a password. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return bytes
    }
  })
}
