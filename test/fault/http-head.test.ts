import { expect } from 'chai'
import fc from 'fast-check'
import { endOfHead, HttpHead } from '../../lib/fault/http-head.js'

const text =
  'HTTP/1.1 101  Odd\r\nupgrade:  websocket \r\nX-A: one\n two\r\nConnection : Upgrade\r\nno colon\r\nX-A:three\r\n\r\n'
const odd = HttpHead.parse(Buffer.from(text, 'latin1'))

describe('HttpHead', () => {
  it('gives back every octet of what it has read, however odd', () => {
    expect(odd.octets.toString('latin1')).to.equal(text)
  })

  it('gives back any lines', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ':', ' ', '\t', '\r', '\u00ff'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const whole = Buffer.from(
          `GET / HTTP/1.1${end}${lines.map((each) => `.${each}${end}`).join('')}${end}`,
          'latin1',
        )
        expect(HttpHead.parse(whole).octets.equals(whole)).to.be.true
      }),
    )
  })

  it('reads status, names and values', () => {
    expect(odd.status).to.equal(101)
    expect(odd.values('UPGRADE')).to.deep.equal(['websocket'])
    expect(odd.values('x-a')).to.deep.equal(['one two', 'three'])
    expect(odd.list('connection')).to.deep.equal(['Upgrade'])
    expect(odd.names).to.deep.equal(['upgrade', 'X-A', 'Connection', '', 'X-A'])
    expect(HttpHead.parse(Buffer.alloc(0)).status).to.be.NaN
  })

  it('changes one value and nothing else, in the spelling that was there', () => {
    const edited = odd.withValue('Upgrade', 'h2c').octets.toString('latin1')
    expect(edited).to.equal(text.replace('upgrade:  websocket \r\n', 'upgrade: h2c\r\n'))
  })

  it('removes all lines of a field, with their folds', () => {
    expect(odd.without('X-A').octets.toString('latin1')).to.equal(
      'HTTP/1.1 101  Odd\r\nupgrade:  websocket \r\nConnection : Upgrade\r\nno colon\r\n\r\n',
    )
  })

  it('adds a line at the end', () => {
    expect(odd.withLine('Z: 1').octets.toString('latin1')).to.equal(`${text.slice(0, -2)}Z: 1\r\n\r\n`)
    expect(odd.withValue('Z', '1').octets.equals(odd.withLine('Z: 1').octets)).to.be.true
  })
})

describe('endOfHead', () => {
  const ends = (head: string) => endOfHead(Buffer.from(head, 'latin1'))

  it('finds the empty line, whatever the line ends', () => {
    expect(ends('GET / HTTP/1.1\r\n\r\nmore')).to.equal(18)
    expect(ends('GET / HTTP/1.1\n\nmore')).to.equal(16)
  })

  it('waits for it', () => {
    expect(ends('')).to.be.undefined
    expect(ends('GET / HTTP/1.1\r\nHost: a\r\n')).to.be.undefined
  })

  it('passes over empty lines before the first one', () => {
    expect(ends('\r\n\r\nGET / HTTP/1.1\r\n\r\n')).to.equal(22)
  })
})
