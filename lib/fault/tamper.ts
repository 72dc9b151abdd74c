import { once } from 'node:events'
import { connect as connectTcp, createServer, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { addressOf, authority } from '../wire/index.js'
import { TamperedConnection } from './tampered-connection.js'
import type { Transform } from './types.js'

/** What a tamper is made of. */
export interface TamperOptions {
  /** `ws://` or `wss://` URL of the server; its path does not matter, for the request line is the client's. */
  readonly target: string
  readonly tamper: Transform
  /** Address to listen at; `127.0.0.1` by default. */
  readonly host?: string
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number
}

/** A tamper that listens. */
export interface RunningTamper {
  /** `ws://127.0.0.1:8181/` */
  readonly url: string
  readonly port: number
  /** Drops every connection and stops listening. May be called more than once. */
  stop(): Promise<void>
}

/** How to get a connection to the target; the socket may be written to at once. */
function dialer(target: string): () => Socket {
  const address = URL.canParse(target) ? addressOf(new URL(target)) : undefined
  if (address === undefined) {
    throw new Error(`the target must be a ws:// or wss:// URL, not ${JSON.stringify(target)}`)
  }
  const { host, port, secure } = address
  const tcp = (): Socket => connectTcp({ host, port, allowHalfOpen: true, noDelay: true })
  if (!secure) return tcp
  const name = isIP(host) === 0 ? { servername: host } : {}
  return () => {
    const below = tcp()
    const tls = connectTls({ socket: below, host, ...name })
    // The failure of the TCP connection below TLS does not always come up through it.
    below.on('error', (error) => tls.destroy(error))
    return tls
  }
}

/**
 * Listens for clients and passes what they and the target send to each other on, with a fault or liberty in between. The
 * side of the clients is never TLS; a `wss:` target is verified as Node.js does by default.
 * @throws Error for a target that is no WebSocket URL, and where the address cannot be listened at
 */
export async function startTamper(options: TamperOptions): Promise<RunningTamper> {
  const { host = '127.0.0.1', port = 0 } = options
  const dial = dialer(options.target)
  const begin = options.tamper()
  const connections = new Set<TamperedConnection>()
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = new TamperedConnection({ client, server: dial() }, begin())
    connections.add(connection)
    void connection.closed.then(() => connections.delete(connection))
  })
  listener.listen(port, host)
  await once(listener, 'listening').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot listen at ${host} port ${port}: ${why}`)
  })
  // Out of file descriptors, say: the clients that are there go on.
  listener.on('error', () => undefined)
  const address = listener.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
    for (const connection of connections) connection.destroy()
    await closed
  }
  let stopped: Promise<void> | undefined
  return { url: `ws://${authority(host, actual)}/`, port: actual, stop: () => (stopped ??= stop()) }
}
