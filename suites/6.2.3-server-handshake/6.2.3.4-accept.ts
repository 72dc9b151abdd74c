import { clause } from '../../lib/case/index.js'
import { acceptance, plainHandshake, variedHandshake } from '../handshakes.js'

/** The key that TS-0020 prints; the accept values printed with it are wrong, the right one follows RFC 6455 4.2.2. */
const printedKey = 'ud63env87LQLd4uIV20/oQ=='

/** So many keys that every character of base64 can be expected to have occurred. */
const randomKeys = 8

clause('6.2.3.4', 'Sec-WebSocket-Accept header', (test) => {
  test('CSE/HSK/038', {
    title: 'computes Sec-WebSocket-Accept from the key that the document prints',
    covers: ['6.2.3.4-1'],
    sends: `A handshake with Sec-WebSocket-Key: ${printedKey}.`,
    accepts:
      'Sec-WebSocket-Accept exactly once: base64 of the SHA-1 of key and GUID (5thN0mVgdTFTgHSjknHQ8H0EtnM=).',
    async run(context) {
      const request = context.sut.handshake({ key: printedKey })
      context.expect(await acceptance(context, request)).to.proveKey()
    },
  })

  test('CSE/HSK/039', {
    title: 'computes Sec-WebSocket-Accept from each of several keys, on connections open at the same time',
    covers: ['6.2.3.4-1'],
    sends: `${randomKeys} handshakes with random keys, at the same time, plain and varied in turn.`,
    accepts: 'In each 101 the value that belongs to the key of that very handshake.',
    async run({ sut, expect, inconclusive }) {
      const requests = Array.from({ length: randomKeys }, (_, index) =>
        index % 2 === 0 ? plainHandshake(sut) : variedHandshake(sut),
      )
      const all = await Promise.all(requests.map((request) => sut.upgrade(request)))
      const accepted = all.filter((done) => done.connection !== undefined)
      if (accepted.length === 0) inconclusive('none of the handshakes was accepted with 101')
      for (const done of accepted) expect(done).to.proveKey()
    },
  })
  test.watch('CSE/WCH/042', {
    title: 'computes Sec-WebSocket-Accept from the key in every 101',
    covers: ['6.2.3.4-1'],
    watches: ['handshake accepted'],
    sends: 'Nothing of its own: all handshakes of the run that have one key.',
    accepts: 'Sec-WebSocket-Accept once, with the value that belongs to the key of that very handshake.',
  })
})
