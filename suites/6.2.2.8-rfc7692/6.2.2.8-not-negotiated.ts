import { clause } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, describeRequest, required } from '../../lib/sut/index.js'
import { rsv } from '../../lib/wire/index.js'
import { endingOf } from '../endings.js'
import { writeRequest } from '../frames.js'

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: compression that was not agreed on', (test) => {
  test('CSE/PMD/008', {
    title: 'fails the connection on RSV1 where no compression was agreed on',
    covers: ['6.2.2.8-3'],
    sends:
      'CREATE of a container in a frame with RSV1, on a connection without compression; the same without RSV1 is served first.',
    accepts:
      'The connection ends, by a Close frame or by TCP; no response but an error comes, the container does not exist, and the AE is ' +
      'served on a new connection. Serving the request, or keeping the connection open, is not accepted.',
    async run({ sut, expect }) {
      const session = await sut.session()
      const connection = session.open
      await session.container('regular')
      const request = session.build({
        op: operation.create,
        to: session.target,
        ty: resourceType.container,
        pc: { 'm2m:cnt': { rn: 'marked' } },
      })
      const sent = `${describeRequest(request)} in a frame with RSV1`
      const responses = connection.responses.length
      const payload = connection.encode(request)
      const frame = { opcode: connection.opcode, rsv: rsv.rsv1, payload }
      await writeRequest(connection, request.rqi, () => connection.wire.send(frame))
      const ending = await endingOf(connection, sut.system.timeouts.close)
      const answered = connection.responses
        .slice(responses)
        .some(({ response }) => response.rsc !== undefined && response.rsc < 4000)
      expect(ending.kind !== 'open' && !answered, '6.2.2.8-3', {
        sent,
        came: answered ? `a response as if it were right, then ${ending.came}` : ending.came,
        wanted: 'What is marked as compressed without agreement fails the connection (RFC 6455 5.2).',
        evidence: ending.evidence,
      }).to.equal(true)

      await connection.wire.destroy()
      await session.reopen()
      required(await session.retrieve(`${session.target}/regular`), 2000)
      const marked = await session.retrieve(`${session.target}/marked`)
      expect(marked.outcome.kind === 'response' && marked.outcome.response.rsc === 2000, '6.2.2.8-3', {
        sent: `${sent}; then ${marked.sent} on a new connection`,
        came: describeReply(marked.outcome),
        wanted: 'The request in the frame has no effect.',
        evidence: marked.evidence,
      }).to.equal(false)
    },
  })
})
