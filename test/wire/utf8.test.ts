import { isUtf8 } from 'node:buffer'
import { expect } from 'chai'
import fc from 'fast-check'
import { invalidUtf8At } from '../../lib/wire/index.js'
import { hex } from './support.js'

describe('lib/wire: UTF-8 (RFC 3629)', () => {
  const cases: readonly (readonly [string, string, number | undefined])[] = [
    ['nothing', '', undefined],
    ['one to four octets', '41 c2b5 e282ac f09f9880', undefined],
    ['the last code point', 'f48fbfbf', undefined],
    ['noncharacters, which are allowed', 'efbfbe efbfbf', undefined],
    ['a lone continuation', '41 80', 1],
    ['an overlong slash', 'c0af', 0],
    ['an overlong NUL of three octets', 'e08080', 1],
    ['an overlong form of four octets', 'f08080af', 1],
    ['a surrogate', 'cebae1bdb9cf83cebcceb5 eda080 656469746564', 12],
    ['a code point above U+10FFFF', 'f4908080', 1],
    ['a lead octet of five', 'f888808080', 0],
    ['the octet ff', '4141ff', 2],
    ['a sequence that is cut short', '41 e282', 3],
    ['a sequence that is broken off', 'e28241', 2],
  ]
  for (const [name, octets, at] of cases) {
    it(`${name}: ${at === undefined ? 'well-formed' : `wrong at octet ${at}`}`, () => {
      expect(invalidUtf8At(hex(octets))).to.equal(at)
    })
  }

  it('agrees with another implementation about any octets', () => {
    const octet = fc.oneof(
      fc.constantFrom(0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4),
      fc.nat(255),
    )
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 12 }), (octets) => {
        const text = Buffer.from(octets)
        const at = invalidUtf8At(text)
        expect(at === undefined).to.equal(isUtf8(text))
        // Everything before the first wrong octet is the beginning of something well-formed.
        if (at !== undefined)
          expect(() =>
            new TextDecoder('utf-8', { fatal: true }).decode(text.subarray(0, at), { stream: true }),
          ).not.to.throw()
      }),
      { numRuns: 2000 },
    )
  })
})
