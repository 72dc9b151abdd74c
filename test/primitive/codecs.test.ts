import { expect } from 'chai'
import {
  availableSerializations,
  codecFor,
  codecSerializations,
  decodeTolerantly,
  prepareCodecs,
} from '../../lib/primitive/index.js'

describe('registry of codecs', () => {
  before(prepareCodecs)

  it('has exactly the codecs that are announced', () => {
    expect(codecSerializations()).to.deep.equal(availableSerializations)
    for (const serialization of availableSerializations) {
      expect(codecFor(serialization).serialization).to.equal(serialization)
    }
  })

  it('has text for JSON and XML, and binary for CBOR', () => {
    expect(availableSerializations.map((each) => codecFor(each).opcode)).to.deep.equal([1, 1, 2])
  })

  it('reads a primitive that comes in another serialization than the one agreed on, and tells which', () => {
    const response = { rsc: 2000, rqi: 'r1' }
    for (const agreed of availableSerializations) {
      for (const actual of availableSerializations) {
        const octets = codecFor(actual).encode(response, { wrap: 'response' })
        const outcome = decodeTolerantly(codecFor(agreed), octets)
        expect(outcome).to.include({ kind: 'decoded', serialization: actual })
      }
    }
  })

  it('explains what nobody can read in terms of the serialization agreed on', () => {
    const outcome = decodeTolerantly(codecFor('cbor'), Buffer.from('{"greeting":"hello"}'))
    expect(outcome).to.have.nested.property('finding.message').that.contains('is announced')
  })
})
