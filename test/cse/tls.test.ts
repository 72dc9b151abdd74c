import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import { WebSocket, type ClientOptions } from 'ws'
import type { CseHere, Rules } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import { selfSigned } from '../../lib/wire/index.js'

const server = selfSigned('SUT')
const client = selfSigned('AE')
const stranger = selfSigned('nobody')

describe('cse: TLS (TS-0020 7)', () => {
  const running: CseHere[] = []
  const sockets: WebSocket[] = []
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate()
    await Promise.all(running.splice(0).map((cse) => cse.stop()))
  })

  async function start(rules: Partial<Rules> = {}): Promise<CseHere> {
    const cse = await startCseHere({ edition: 'R3', tls: { ...server, clients: client.cert } }, rules)
    running.push(cse)
    return cse
  }

  /** `open`, the status of a refusal, or `failed` where no answer came. */
  function opening(url: string, options: ClientOptions = {}): Promise<string> {
    const socket = new WebSocket(url, 'oneM2M.json', { ca: server.cert, ...options })
    sockets.push(socket)
    return new Promise((resolve) => {
      socket.once('open', () => resolve('open'))
      socket.once('unexpected-response', (_request, { statusCode }) => resolve(String(statusCode)))
      socket.once('error', () => resolve('failed'))
    })
  }

  it('lets in whom it knows, and nobody else', async () => {
    const { url } = await start()
    expect(url).to.match(/^wss:/)
    expect(await opening(url, client)).to.equal('open')
    expect(await opening(url)).to.equal('failed')
    expect(await opening(url, stranger)).to.equal('failed')
    expect(await opening(url.replace('wss:', 'ws:'))).to.equal('failed')
  })

  it('tells in its CSEBase that it is reached by wss', async () => {
    const { url } = await start()
    expect(await opening(url, client)).to.equal('open')
    const [socket] = sockets
    if (socket === undefined) throw new Error('there is no connection')
    socket.send('{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"1","rvi":"3"}')
    const [data] = (await once(socket, 'message')) as [Buffer]
    expect(data.toString()).to.contain(`"poa":["${url.slice(0, -1)}"]`)
  })

  it('does with strangers what a rule says', async () => {
    const refusing = await start({ stranger: () => 'refused by HTTP' })
    expect(await opening(refusing.url)).to.equal('401')
    expect(await opening(refusing.url, client)).to.equal('open')
    const choosy = await start({
      stranger: (credential) => (credential === 'missing' ? 'dropped' : 'served'),
    })
    expect(await opening(choosy.url)).to.equal('failed')
    expect(await opening(choosy.url, stranger)).to.equal('open')
  })

  it('serves both with and without TLS where a rule says so', async () => {
    const { url } = await start({ withoutTls: () => 'served' })
    expect(await opening(url.replace('wss:', 'ws:'))).to.equal('open')
    expect(await opening(url, client)).to.equal('open')
  })

  for (const withoutTls of ['refused', 'served'] as const) {
    it(`stops although clients come to nothing, where those without TLS are ${withoutTls}`, async () => {
      const cse = await start({ withoutTls: () => withoutTls })
      const silent = connectTcp(cse.port, '127.0.0.1')
      const secured = connectTls({ port: cse.port, host: '127.0.0.1', ca: server.cert, ...client })
      const plain = connectTcp(cse.port, '127.0.0.1')
      const gone = [silent, secured, plain].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on('error', () => undefined).once('close', () => resolve())
          }),
      )
      await Promise.all([once(silent, 'connect'), once(secured, 'secureConnect'), once(plain, 'connect')])
      plain.write('GET / HT')
      secured.write('GET / HT')
      expect(await opening(cse.url, client)).to.equal('open')
      await cse.stop()
      await Promise.all(gone)
    })
  }
})
