import { expect } from 'chai'
import { framesIn, type EvidenceRow } from '../../lib/record/index.js'
import { decoded, frameLine, hexDump, sizeOf } from '../../lib/report/octets-view.js'

const row = (kind: EvidenceRow['kind'], hex: string): EvidenceRow => ({
  time: 0,
  connection: 1,
  direction: 'in',
  kind,
  hex,
})

describe('octets for a reader', () => {
  it('are dumped sixteen a line, with offsets and ASCII', () => {
    expect(hexDump(Buffer.from('Hello, WebSocket\r\n'))).to.equal(
      '0000  48 65 6c 6c 6f 2c 20 57  65 62 53 6f 63 6b 65 74  Hello, WebSocket\n' +
        `0010  0d 0a${' '.repeat(18)}  ${' '.repeat(23)}  ..`,
    )
  })

  it('of a masked frame are shown unmasked (RFC 6455 5.7)', () => {
    expect(decoded(row('frame', '818537fa213d7f9f4d5158'))).to.equal('text, FIN, masked, 5 octets\nHello')
  })

  it('of several frames in a row are shown one after the other', () => {
    expect(decoded(row('frame', '010348656c80026c6f'))).to.equal(
      'text, not FIN, not masked, 3 octets\nHel\ncontinuation, FIN, not masked, 2 octets\nlo',
    )
  })

  it('of a Close are shown as status and reason', () => {
    expect(decoded(row('frame', '880503ea626164'))).to.equal(
      'close, FIN, not masked, 5 octets\nstatus 1002 bad',
    )
    expect(decoded(row('frame', '880103'))).to.match(/one octet$/)
  })

  it('of a frame that ends early are counted as declared and as there', () => {
    const [frame] = framesIn(Buffer.from('c27e01000102', 'hex'))
    expect(frame === undefined ? '' : frameLine(frame)).to.equal(
      'binary, FIN, RSV1, not masked, 256 octets, of which 2 are here',
    )
  })

  it('of half a header are no frame', () => {
    expect(framesIn(Buffer.from('817e00', 'hex'))).to.deep.equal([])
    expect(decoded(row('frame', '81'))).to.equal('')
  })

  it('of a handshake are its lines', () => {
    expect(decoded(row('handshake', Buffer.from('HTTP/1.1 101 X\r\nA: b\r\n\r\n').toString('hex')))).to.equal(
      'HTTP/1.1 101 X\nA: b',
    )
  })

  it('over the cap are counted as the whole', () => {
    expect(
      sizeOf({ ...row('octets', 'aabb'), tail: 'cc', length: 9000, sha256: '0'.repeat(64) }),
    ).to.deep.equal({
      octets: 9000,
      whole: false,
    })
  })
})
