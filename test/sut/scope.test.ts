import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { PreconditionError, System } from '../../lib/sut/index.js'
import { optionsFor, profile, scopeOn, serverWith } from './support.js'

/** What a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (problem: unknown) => problem,
  )
}

describe('a scope', () => {
  it('opens nothing any more once it is closed, for nobody would ever drop it', async () => {
    const server = await serverWith(() => undefined)
    const { scope } = scopeOn(server.port)
    await scope.open()
    expect(scope.reached).to.equal(true)
    const late = scope.open()
    scope.close()
    expect(await rejection(late)).to.be.instanceOf(PreconditionError)
    expect(await rejection(scope.open())).to.be.instanceOf(PreconditionError)
    await server.close()
  })

  it('drops what answers its handshake with something else, whatever it goes on to send', async () => {
    let dropped: (() => void) | undefined
    const gone = new Promise<void>((resolve) => (dropped = resolve))
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('close', () => dropped?.())
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { scope } = scopeOn((server.address() as AddressInfo).port)
    expect(await rejection(scope.open())).to.be.instanceOf(PreconditionError)
    await gone
    server.close()
  })
})

describe('the administrator', () => {
  it('asks nothing any more once the run is over', async () => {
    const server = await serverWith(() => undefined)
    const system = new System(optionsFor(server.port).options, profile)
    system.admin.close()
    const { outcome } = await system.admin.retrieve('cse-in')
    expect(outcome).to.deep.equal({ kind: 'not sent', reason: 'the run is over' })
    await server.close()
  })
})
