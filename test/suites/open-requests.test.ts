import { expect } from 'chai'
import { withoutAnswerTo } from '../../suites/open-requests.js'

const answer = (rqi: string | undefined, rsc: number | undefined) => ({ response: { rqi, rsc } })
const codes = (...answers: readonly ReturnType<typeof answer>[]): readonly (number | undefined)[] =>
  withoutAnswerTo('mine', answers).map(({ response }) => response.rsc)

describe('responses beside that to a regular request', () => {
  it('are all those with another rqi', () => {
    expect(codes(answer('other', 4000), answer('mine', 2000), answer(undefined, 2001))).to.deep.equal([
      4000, 2001,
    ])
  })

  it('leave out one success without rqi where none has the right one', () => {
    expect(codes(answer(undefined, 2000))).to.deep.equal([])
    expect(codes(answer(undefined, 2000), answer(undefined, 2001))).to.deep.equal([2001])
  })

  it('keep an error without rqi: what could not be read has none', () => {
    expect(codes(answer(undefined, 4000))).to.deep.equal([4000])
    expect(codes(answer(undefined, 4000), answer(undefined, 2000))).to.deep.equal([4000])
  })
})
