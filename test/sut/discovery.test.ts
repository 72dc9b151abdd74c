import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect } from 'chai'
import { Discoverer, type Discovery } from '../../lib/sut/index.js'
import { optionsFor } from './support.js'

/** Discovers a server that takes connections and says nothing. */
async function discoverSilence(stop?: AbortSignal, knocked?: () => void): Promise<Discovery> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => knocked?.())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { options, transcript } = optionsFor((server.address() as AddressInfo).port)
  const timeouts = { ...options.configuration.timeouts, ...(stop === undefined ? {} : { response: 60_000 }) }
  const patient = { ...options, configuration: { ...options.configuration, timeouts } }
  try {
    return await new Discoverer(patient, transcript).discover(stop)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

describe('the discovery of a SUT that says nothing', () => {
  it('calls silence no refusal, and an edition that nothing shows an assumption', async () => {
    const discovery = await discoverSilence()
    const facts = discovery.kind === 'discovered' ? discovery.facts : []
    const of = (wanted: string): readonly string[] =>
      facts.filter(({ name }) => name.startsWith(wanted)).map(({ value }) => value)
    expect(of('edition')).to.deep.equal(['R2A (assumed: the SUT has agreed to nothing)'])
    expect(of('subprotocol')).to.have.lengthOf.above(2)
    for (const value of of('subprotocol')) expect(value).to.match(/^not answered: no complete answer within /)
  })

  it('ends when the run is interrupted', async () => {
    const stop = new AbortController()
    const discovery = await discoverSilence(stop.signal, () => {
      stop.abort()
    })
    expect(discovery).to.include({ kind: 'discovered' })
  })
})
