import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { allVariants } from '../../lib/case/index.js'
import { loadSuites } from '../../lib/case/index.js'
import { runAgainst } from './support.js'

/** A TCP server that takes connections and does what it is told with them. */
async function serverThat(
  does: (socket: Socket) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    does(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

describe('a system that does nothing right', () => {
  before(loadSuites)

  it('gives no pass when nobody listens on the port', async () => {
    const server = await serverThat(() => undefined)
    await server.close()
    const results = await runAgainst(server.url, allVariants())
    expect(new Set(results.map(({ verdict }) => verdict))).to.deep.equal(new Set(['inconclusive']))
  })

  it('gives no pass when it accepts connections and stays silent', async () => {
    const server = await serverThat(() => undefined)
    const results = await runAgainst(server.url, allVariants(), { concurrency: 16 })
    await server.close()
    const passed = results.filter(({ verdict }) => verdict === 'pass')
    expect(passed.map(({ id }) => id)).to.deep.equal([])
    expect(results.find(({ id }) => id === 'CSE/HSK/001')?.verdict).to.equal('fail')
    expect(
      results.filter(({ verdict }) => verdict === 'error').map(({ id, reason }) => `${id} ${reason}`),
    ).to.deep.equal([])
  }).timeout(30_000)

  it('gives no pass that a plain HTTP server has not earned', async () => {
    const server = await serverThat((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
      )
    })
    const results = await runAgainst(server.url, allVariants(), { concurrency: 16 })
    await server.close()
    const status = results.find(({ id }) => id === 'CSE/HSK/030')
    expect(status?.verdict).to.equal('fail')
    expect(status?.findings[0]?.requirement).to.equal('6.2.3.1-2')
  }).timeout(30_000)
})
