import { expect } from 'chai'
import { operation } from '../../lib/primitive/index.js'
import { scopeOn, serverWith } from './support.js'

/** Answers each request by a function of its parsed text. */
async function exchange(answer: (request: Record<string, unknown>) => readonly string[]) {
  const server = await serverWith((socket) => {
    socket.on('message', (data) => {
      const request = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>
      for (const text of answer(request)) socket.send(text)
    })
  })
  const { scope, deviations, seen } = scopeOn(server.port)
  const connection = await scope.open()
  const reply = await scope.requester(connection).retrieve('cse-in')
  // What came behind the response has arrived when the pong has.
  await connection.wire.roundTrip(300)
  scope.closeConnections()
  await server.close()
  return { reply, deviations: deviations.map(({ row, code, verdict }) => `${row} ${verdict} ${code}`), seen }
}

describe('PrimitiveConnection', () => {
  it('finds the response of a request by its rqi, in whatever order they come', async () => {
    const server = await serverWith((socket) => {
      const held: string[] = []
      socket.on('message', (data) => {
        const { rqi } = JSON.parse((data as Buffer).toString('utf8')) as { readonly rqi: string }
        held.push(JSON.stringify({ rsc: 2000, rqi, rvi: '2a', pc: { 'm2m:uri': rqi } }))
        if (held.length === 3) for (const text of held.reverse()) socket.send(text)
      })
    })
    const { scope, deviations } = scopeOn(server.port)
    const requester = scope.requester(await scope.open())
    const replies = await Promise.all([1, 2, 3].map(() => requester.retrieve('cse-in')))
    scope.closeConnections()
    await server.close()
    for (const { request, outcome } of replies) {
      expect(outcome.kind === 'response' && outcome.response.pc?.['m2m:uri']).to.equal(request.rqi)
    }
    expect(deviations).to.deep.equal([])
  })

  it('gives the SUT its time from when it has the whole request, not from when the tester began to send it', async () => {
    const server = await serverWith((socket) => {
      socket.on('message', (data) => {
        const { rqi } = JSON.parse((data as Buffer).toString('utf8')) as { readonly rqi: string }
        socket.send(JSON.stringify({ rsc: 2000, rqi, rvi: '2a' }))
      })
    })
    const { scope } = scopeOn(server.port)
    const connection = await scope.open()
    const request = scope.requester(connection).build({ op: operation.retrieve, to: 'cse-in' })
    const slowly = async () => {
      await new Promise((resolve) => setTimeout(resolve, 120))
      return connection.send(request)
    }
    const outcome = await connection.exchange(request.rqi, slowly, 60)
    scope.closeConnections()
    await server.close()
    expect(outcome.kind).to.equal('response')
  })

  it('uses a response without rqi when only one request is open, and reports what is missing', async () => {
    const { reply, deviations } = await exchange(() => ['{"rsc":2000,"rvi":"2a"}'])
    expect(reply.outcome.kind).to.equal('response')
    expect(deviations).to.deep.equal(['6.2.2.9-7 fail rqi-missing /rqi'])
  })

  it('uses a response with a foreign rqi when only one request is open, and reports it', async () => {
    const { reply, deviations } = await exchange(() => ['{"rsc":2000,"rqi":"other","rvi":"2a"}'])
    expect(reply.outcome.kind).to.equal('response')
    expect(deviations).to.deep.equal(['6.2.2.9-7 fail rqi-foreign'])
  })

  it('uses no response with a foreign rqi of a SUT that has sent responses to nobody', async () => {
    const server = await serverWith((socket) => {
      const text = '{"rsc":2000,"rqi":"other","rvi":"2a"}'
      socket.send(text)
      socket.on('message', () => socket.send(text))
    })
    const { scope } = scopeOn(server.port)
    const connection = await scope.open()
    await connection.wire.roundTrip(300)
    const reply = await scope.requester(connection).retrieve('cse-in')
    scope.closeConnections()
    await server.close()
    expect(reply.outcome.kind).to.equal('timeout')
  })

  it('does not take the echo of its own answer to its own request for a response', async () => {
    const server = await serverWith((socket) => {
      socket.on('message', (data) => socket.send((data as Buffer).toString('utf8')))
    })
    const { scope } = scopeOn(server.port)
    const connection = await scope.open()
    const reply = await scope.requester(connection).retrieve('cse-in')
    scope.closeConnections()
    await server.close()
    expect(reply.outcome.kind).to.equal('timeout')
    expect(connection.received).to.have.length(1)
    expect(connection.responses).to.have.length(0)
  })

  it('stops to read a flood of requests', async () => {
    const server = await serverWith((socket) => {
      const text = '{"op":5,"to":"C1","fr":"/id-in","rqi":"n1","pc":{"m2m:sgn":{"sur":"s"}}}'
      for (let count = 0; count < 5000; count += 1) socket.send(text)
    })
    const { scope } = scopeOn(server.port)
    const connection = await scope.open()
    await connection.wire.roundTrip(300)
    scope.closeConnections()
    await server.close()
    expect(connection.received).to.have.length(1024)
  })

  it('reports a second response to the same request', async () => {
    const { deviations } = await exchange(({ rqi }) => {
      const text = JSON.stringify({ rsc: 2000, rqi, rvi: '2a', pc: { 'm2m:uri': 'cse-in' } })
      return [text, text]
    })
    expect(deviations).to.deep.equal(['5.2-17 fail again'])
  })

  it('reports a message that is no JSON, and one that is no primitive', async () => {
    const { reply, deviations } = await exchange(({ rqi }) => [
      'hello',
      '{}',
      JSON.stringify({ rsc: 2000, rqi, rvi: '2a', pc: { 'm2m:uri': 'cse-in' } }),
    ])
    expect(reply.outcome.kind).to.equal('response')
    expect(deviations).to.deep.equal(['5.1-3 fail no primitive', '5.1-3 fail no primitive'])
  })

  it('ends a request when its deadline passes', async () => {
    const { reply } = await exchange(() => [])
    expect(reply.outcome.kind).to.equal('timeout')
  })

  it('answers the Close frame of the SUT, and ends what is pending with it', async () => {
    let closed: ((clean: number) => void) | undefined
    const seen = new Promise<number>((resolve) => (closed = resolve))
    const server = await serverWith((socket) => {
      socket.on('message', () => {
        socket.close(1001)
      })
      socket.on('close', (code) => closed?.(code))
    })
    const { scope } = scopeOn(server.port)
    const reply = await scope.requester(await scope.open()).retrieve('cse-in')
    expect(reply.outcome).to.include({ kind: 'closed', how: 'close frame', code: 1001 })
    // ws reports the code that came back; 1006 would mean that the Close frame was not answered.
    expect(await seen).to.equal(1001)
    scope.closeConnections()
    await server.close()
  })

  it('keeps requests of the SUT for the case, and answers them at once unless told otherwise', async () => {
    const answers: string[] = []
    const server = await serverWith((socket) => {
      socket.send(
        '{"op":5,"to":"C1","fr":"/id-in","rqi":"n1","rvi":"2a","pc":{"m2m:sgn":{"sur":"/id-in/s"}}}',
      )
      socket.on('message', (data) => answers.push((data as Buffer).toString('utf8')))
    })
    const { scope, seen } = scopeOn(server.port)
    const connection = await scope.open()
    const arrived = await connection.nextRequest(({ request }) => request.op === 5)
    await connection.wire.roundTrip(300)
    scope.closeConnections()
    await server.close()
    expect(arrived.kind).to.equal('received')
    expect(answers).to.deep.equal(['{"rsc":2000,"rqi":"n1","rvi":"2a"}'])
    expect(seen).to.include.members(['request', 'notification'])
  })
})
