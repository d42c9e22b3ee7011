import { createServer, type Socket } from 'node:net'
import { freePort } from '@lithify/test-servers'
import { onTestFinished } from 'vitest'

/** A message of the server, by its letter. */
function packet(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const parameter = (name: string, value: string): Buffer => packet('S', Buffer.from(`${name}\0${value}\0`))

/** A server that says that it is another version, and nothing else. */
export async function serverOf(version: string): Promise<number> {
  const server = createServer((socket: Socket) => {
    socket
      .on('error', () => undefined)
      .once('data', () => {
        socket.write(
          Buffer.concat([
            packet('R', Buffer.alloc(4)),
            parameter('server_version', version),
            packet('Z', Buffer.from('I')),
          ]),
        )
      })
  })
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return port
}
