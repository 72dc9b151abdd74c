import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server on which everything takes its time. */
export interface SlowLink {
  readonly url: string
  close(): Promise<void>
}

/** Passes on what a server on this port sends so many milliseconds later, its ends of TCP included. */
export async function slowLink(port: number, delayMs: number): Promise<SlowLink> {
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const own = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  }
  const later = (act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, delayMs)
    timers.add(timer)
  }
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    own(client)
    own(server)
    client.on('data', (chunk: Buffer) => server.writable && server.write(chunk))
    client.on('end', () => server.end())
    client.on('error', () => server.resetAndDestroy())
    server.on('data', (chunk: Buffer) => later(() => client.writable && client.write(chunk)))
    server.on('end', () => later(() => client.end()))
    server.on('error', () => later(() => client.resetAndDestroy()))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        for (const socket of sockets) socket.destroy()
        listener.close(() => resolve())
      }),
  }
}
