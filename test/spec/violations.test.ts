import { expect } from 'chai'
import { requirementById, rowOfViolation, violationRows } from '../../lib/spec/index.js'
import { violationCodes } from '../../lib/wire/types.js'

describe('violations', () => {
  it('have a row for each code that the receiver knows, and no other', () => {
    expect(Object.keys(violationRows)).to.have.members([...violationCodes])
  })

  for (const code of violationCodes) {
    it(`${code} violates a row that binds the server and is not excused`, () => {
      const row = requirementById(rowOfViolation(code))
      expect(row?.binds).to.be.oneOf(['server', 'both'])
      expect(row?.untested).to.equal(undefined)
    })
  }

  it('name the duty that was broken', () => {
    expect(requirementById(rowOfViolation('masked'))?.text).to.equal(
      'The server masks no frame that it sends.',
    )
    expect(rowOfViolation('rsv1-without-extension')).to.equal('6.2.2.8-3')
    expect(requirementById(rowOfViolation('data-after-close'))?.text).to.match(/^After its Close frame/)
    expect(requirementById(rowOfViolation('length-not-minimal'))?.text).to.match(/shortest encoding/)
    expect(requirementById(rowOfViolation('data-inside-fragmented'))?.text).to.match(/not interleaved/)
    expect(requirementById(rowOfViolation('frame-truncated'))?.text).to.match(/whole/)
  })
})
