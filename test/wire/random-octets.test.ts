import { expect } from 'chai'
import { randomOctets } from '../../lib/wire/random-octets.js'

describe('lib/wire: random octets', () => {
  it('come in the number that was asked for, whatever is left of the last draw', () => {
    const sizes = [4, 16, 8192, 4, 8000, 400, 4]
    expect(sizes.map((size) => randomOctets(size).length)).to.deep.equal(sizes)
  })

  it('are given once', () => {
    const keys = Array.from({ length: 5000 }, () => randomOctets(8).toString('hex'))
    expect(new Set(keys).size).to.equal(keys.length)
  })

  it('belong to the caller', () => {
    const [first, second] = [randomOctets(4), randomOctets(4)]
    const before = second.toString('hex')
    first.fill(0)
    expect(second.toString('hex')).to.equal(before)
  })
})
