import { connect, createServer } from 'node:net'
import { freePort } from '@lithify/test-servers'
import { onTestFinished } from 'vitest'

/**
 * Where the connection breaks: at the n-th message of the client, from 0, before the server gets it or after it has answered; or, as the server's
 * administrator ends it, just before the server gets it.
 */
export interface Cut {
  readonly at: number
  readonly when: 'before' | 'after' | (() => Promise<void>)
}

export interface CuttingProxy {
  /** The way to the same database through the proxy. */
  readonly url: string
  /** What the client has sent, message by message, as far as it can be read. */
  readonly sent: readonly string[]
}

/** A network that breaks at a given moment, exactly there each time. */
export async function cuttingProxy(url: string, cut?: Cut): Promise<CuttingProxy> {
  const target = new URL(url)
  const there = { host: target.hostname, port: Number(target.port) }
  const sent: string[] = []
  const server = createServer((client) => {
    const upstream = connect(there)
    let severed = false
    const sever = (): void => {
      severed = true
      client.destroy()
      upstream.destroy()
    }
    let awaited = false
    client.on('data', (data) => {
      const at = sent.push(data.toString('latin1')) - 1
      if (cut?.at === at && cut.when === 'before') return sever()
      if (cut?.at === at && typeof cut.when === 'function')
        return void cut.when().then(() => upstream.write(data), sever)
      awaited ||= cut?.at === at
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      // The answer ends with ReadyForQuery.
      if (awaited && data.at(-6) === 0x5a && data.at(-2) === 5) return sever()
      if (!awaited && !severed) client.write(data)
    })
    for (const socket of [client, upstream]) socket.on('error', sever).on('close', sever)
  })
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  target.port = String(port)
  target.searchParams.set('sslmode', 'disable')
  return { url: target.href, sent }
}
