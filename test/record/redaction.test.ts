import { expect } from 'chai'
import fc from 'fast-check'
import { deflateRawSync, constants } from 'node:zlib'
import { applyMask, framesIn, Redaction } from '../../lib/record/index.js'

const secret = 'S3cr&t/pass "word"'
const redaction = new Redaction([secret])
const stream = (): { compressed: boolean } => ({ compressed: false })

function frame(first: number, payload: Buffer, maskingKey?: Buffer): Buffer {
  const head = Buffer.from([first, payload.length | (maskingKey === undefined ? 0 : 0x80)])
  return maskingKey === undefined
    ? Buffer.concat([head, payload])
    : Buffer.concat([head, maskingKey, applyMask(payload, maskingKey)])
}

describe('redaction of text', () => {
  const spellings: Readonly<Record<string, string>> = {
    'as it is': secret,
    'in base64': Buffer.from(secret).toString('base64'),
    'in base64url': Buffer.from(secret).toString('base64url'),
    'percent-encoded': encodeURIComponent(secret),
    'percent-encoded in lower case': encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    'percent-encoded throughout': [...Buffer.from(secret)].map((octet) => `%${octet.toString(16)}`).join(''),
    'in JSON': JSON.stringify(secret).slice(1, -1),
    'in XML': 'S3cr&amp;t/pass &quot;word&quot;',
    'in hexadecimal': Buffer.from(secret).toString('hex'),
  }
  for (const [how, spelling] of Object.entries(spellings)) {
    it(`replaces a secret ${how}`, () => {
      expect(redaction.text(`before ${spelling} after`)).to.equal('before [redacted] after')
    })
  }

  it('replaces a secret inside the base64 of something longer, however it lies', () => {
    for (const user of ['u', 'us', 'use', 'user']) {
      const header = `Basic ${Buffer.from(`${user}:${secret}:x`).toString('base64')}`
      const octets = Buffer.from(
        redaction.text(header).replace('[redacted]', '').slice(6),
        'base64',
      ).toString('latin1')
      expect(octets, header).not.to.contain('S3cr')
    }
  })

  it('replaces passwords in URLs that nobody declared', () => {
    expect(redaction.text('ws://user:pass@host/ and ws://host/')).to.equal(
      'ws://[redacted]@host/ and ws://host/',
    )
  })

  it('hides the beginning of a secret that an excerpt has left, wherever it stands', () => {
    expect(redaction.text('"S3cr&t/pas" and more')).to.equal('"[redacted]" and more')
    expect(redaction.text('S3cr&t/x')).to.equal('S3cr&t/x')
  })

  it('takes whole secrets before beginnings of others', () => {
    const both = new Redaction(['password-one-long', 'password-two'])
    expect(both.text('password-two, password-one, password-one-long')).to.equal(
      '[redacted], [redacted], [redacted]',
    )
  })

  it('leaves text alone that looks like a URL with a password and is none', () => {
    expect(redaction.text('ws://h/?to=a@b and {"u":"ws://h","m":"a@b"}')).to.equal(
      'ws://h/?to=a@b and {"u":"ws://h","m":"a@b"}',
    )
  })

  it('leaves no secret in any text around it', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (before, after) => !redaction.text(before + secret + after).includes(secret),
      ),
    )
  })

  it('does nothing for an empty value', () => {
    expect(new Redaction(['']).text('abc')).to.equal('abc')
  })
})

describe('redaction of octets', () => {
  it('keeps the length', () => {
    const octets = Buffer.from(`Authorization: ${secret}\r\n`)
    const { octets: out } = redaction.octets(octets, 'handshake', stream())
    expect(out.toString()).to.equal(`Authorization: ${'*'.repeat(secret.length)}\r\n`)
  })

  it('looks through the masking of a frame', () => {
    const payload = Buffer.from(`{"fr":"${secret}"}`)
    const masked = frame(0x81, payload, Buffer.from('37fa213d', 'hex'))
    const { octets } = redaction.octets(masked, 'frame', stream())
    const [out] = framesIn(octets)
    expect(out?.payload.toString()).to.equal(`{"fr":"${'*'.repeat(secret.length)}"}`)
    expect(octets.length).to.equal(masked.length)
  })

  it('hides both pieces of a secret that is cut by TCP', () => {
    for (let cut = 1; cut < secret.length; cut++) {
      const whole = [secret.slice(0, cut), secret.slice(cut)].map((piece) =>
        redaction.octets(Buffer.from(piece), 'octets', stream()).octets.toString(),
      )
      const legible = whole.join('').replace(/\*/g, '')
      expect(legible.length, `cut at ${cut}`).to.be.lessThan(4)
    }
  })

  it('hides every piece at the edges of any row, and changes nothing else', () => {
    const word = 'abcabdabcabe'
    const octets = new Redaction([word])
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e'), maxLength: 40 }), (row) => {
        const out = octets.octets(Buffer.from(row), 'octets', stream()).octets.toString()
        expect(out).to.have.lengthOf(row.length).and.not.to.contain(word)
        for (let length = 4; length < word.length; length++) {
          expect(out.endsWith(word.slice(0, length)), out).to.equal(false)
          expect(out.startsWith(word.slice(-length)), out).to.equal(false)
        }
        const hidden = /^\**([^*]*)\**$/.exec(out)?.[1]
        if (!row.includes(word)) expect(row).to.contain(hidden)
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps a compressed frame that can be looked into and holds no secret', () => {
    const deflated = deflateRawSync('{"op":1}', { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    const octets = frame(0xc1, deflated)
    expect(redaction.octets(octets, 'frame', stream())).to.deep.equal({ octets, withheld: false })
  })

  it('withholds a compressed frame with a secret in it', () => {
    const deflated = deflateRawSync(secret, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    const { octets, withheld } = redaction.octets(frame(0xc1, deflated), 'frame', stream())
    expect(withheld).to.equal(true)
    expect(octets.toString('latin1')).to.equal(
      `\u00c1${String.fromCharCode(deflated.length)}${'*'.repeat(deflated.length)}`,
    )
  })

  it('withholds what cannot be looked into: corrupt data, and the continuation of a compressed message', () => {
    const shared = stream()
    const first = redaction.octets(frame(0x41, Buffer.from('ffffff', 'hex')), 'frame', shared)
    const rest = redaction.octets(frame(0x80, Buffer.from('abc')), 'frame', shared)
    expect([first.withheld, rest.withheld]).to.deep.equal([true, true])
    const next = redaction.octets(frame(0x81, Buffer.from('abc')), 'frame', shared)
    expect(next.withheld).to.equal(false)
  })

  it('touches nothing when there are no secrets', () => {
    const octets = frame(0x41, Buffer.from('ffffff', 'hex'))
    expect(new Redaction([]).octets(octets, 'frame', stream())).to.deep.equal({ octets, withheld: false })
  })
})
