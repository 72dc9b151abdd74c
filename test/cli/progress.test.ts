import { expect } from 'chai'
import { Progress } from '../../lib/cli/progress.js'
import { DiscreetTerminal } from '../../lib/cli/terminal.js'
import { caseResult } from '../report/fake-run.js'

function progressOn(interactive: boolean): { readonly progress: Progress; readonly said: () => string } {
  let text = ''
  const take = (more: string): void => void (text += more)
  const terminal = new DiscreetTerminal({ out: take, error: take, interactive, columns: 60 })
  terminal.hide(['pass'])
  return { progress: new Progress(terminal), said: () => text }
}

const lost = (number: number) =>
  caseResult({ id: `CSE/CLS/00${number}`, verdict: 'inconclusive', reason: 'no connection: ECONNREFUSED' })

describe('the progress of a run', () => {
  it('says once why many cases could not be judged', () => {
    const { progress, said } = progressOn(false)
    for (let number = 1; number <= 4; number++) progress.result(lost(number), number, 5)
    progress.result(caseResult({ id: 'CSE/CLS/005' }), 5, 5)
    progress.finish()
    expect(said().trimEnd().split('\n')).to.deep.equal([
      '1/5 inconclusive CSE/CLS/001 names one subprotocol (no connection: ECONNREFUSED)',
      'and 3 more cases inconclusive for the same reason',
      '5/5 pass         CSE/CLS/005 names one subprotocol',
    ])
  })

  it('says at the end what it has not said yet', () => {
    const { progress, said } = progressOn(false)
    for (let number = 1; number <= 2; number++) progress.result(lost(number), number, 2)
    progress.finish()
    expect(said()).to.match(/and 1 more case inconclusive for the same reason\n$/)
  })

  it('keeps its moving line within the columns of the terminal', () => {
    const { progress, said } = progressOn(true)
    progress.result(caseResult({ id: 'CSE/CLS/001', title: 'a long title '.repeat(12) }), 1, 2)
    const shown = said().replace(/\u001b\[[0-9;]*[A-Za-z]|\r/g, '')
    expect(shown).to.have.lengthOf(59).and.match(/…$/)
  })

  it('hides a secret in what a case says, and no verdict that is spelt like one', () => {
    const { progress, said } = progressOn(false)
    progress.result(caseResult({ id: 'CSE/CLS/001', reason: 'came "pass"' }), 1, 1)
    expect(said()).to.equal('1/1 pass         CSE/CLS/001 names one subprotocol (came "[redacted]")\n')
  })
})
