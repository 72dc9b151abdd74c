import * as chai from 'chai'
import type { RequirementId } from '../spec/index.js'
import { describeHandshake, describeReply } from '../sut/index.js'
import type { Grounds, Judge } from './judge.js'
import { isReply, isUpgrade, protocolWords } from './words.js'

/** What an assertion made with {@link Expect} carries along. */
interface Judging {
  readonly judge: Judge
  readonly row: RequirementId
  readonly grounds: Grounds
}

const judgingFlag = 'ts0020 judging'

function judgingOf(assertion: object): Judging | undefined {
  const flagged: unknown = chai.util.flag(assertion, judgingFlag)
  return isJudging(flagged) ? flagged : undefined
}

function isJudging(value: unknown): value is Judging {
  return typeof value === 'object' && value !== null && 'judge' in value && 'grounds' in value
}

chai.use((library) => {
  protocolWords(library)
  const prototype: Chai.AssertionPrototype = library.Assertion.prototype
  const plain: unknown = Reflect.get(prototype, 'assert')
  if (typeof plain !== 'function') throw new TypeError('chai has no Assertion.assert to build upon')
  // A judged assertion that does not hold is a finding, and the case goes on; any other one throws as always.
  prototype.assert = function (this: object, ...given: Chai.AssertionArgs): void {
    const judging = judgingOf(this)
    if (judging === undefined) {
      Reflect.apply(plain, this, given)
      return
    }
    const { judge, row, grounds } = judging
    try {
      Reflect.apply(plain, this, given)
    } catch (problem) {
      if (!(problem instanceof chai.AssertionError)) throw problem
      judge.judge(row, false, grounds)
      return
    }
    judge.judge(row, true, grounds)
  }
})

/**
 * Judges a value against one requirement row. Handshakes and replies know what was sent and what came; for anything
 * else the case says so in `grounds`. The row may be left out where the case covers only one.
 */
export interface Expect {
  (subject: unknown, row?: RequirementId, grounds?: Grounds): Chai.Assertion
}

/** The grounds that a handshake or a reply brings along. */
export function groundsOf(subject: unknown): Grounds | undefined {
  if (isUpgrade(subject)) {
    return { sent: subject.sent, came: describeHandshake(subject.outcome), evidence: subject.evidence }
  }
  if (isReply(subject)) {
    return { sent: subject.sent, came: describeReply(subject.outcome), evidence: subject.evidence }
  }
  return undefined
}

/** `expect` for one case. Throws when neither a row nor grounds can be had: the tester's mistake. */
export function expectFor(judge: Judge): Expect {
  return (subject, row, grounds) => {
    const judged = row ?? judge.onlyRow
    if (judged === undefined) throw new Error('expect needs a row where the case covers several')
    const known = grounds ?? groundsOf(subject)
    if (known === undefined)
      throw new Error(`expect needs to be told what was sent and what came (${judged})`)
    const assertion = chai.expect(subject)
    const judging: Judging = { judge, row: judged, grounds: known }
    chai.util.flag(assertion, judgingFlag, judging)
    return assertion
  }
}
