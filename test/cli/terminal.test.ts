import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { DiscreetTerminal, terminalOn, type Terminal } from '../../lib/cli/terminal.js'
import { scratch, ts0020 } from './support.js'

/** A stream that keeps what is written to it, each write for itself. */
class Written extends EventEmitter {
  readonly writes: string[] = []

  write(text: string): void {
    this.writes.push(text)
  }
}

function broken(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code })
}

describe('the terminal of a process', () => {
  let out: Written
  let error: Written
  let finish: () => void
  let terminal: Terminal
  beforeEach(() => {
    out = new Written()
    error = new Written()
    terminal = terminalOn({ out, error, atExit: (last) => (finish = last) }, true)
  })
  afterEach(() => {
    finish()
  })

  it('writes at once what is said in quick succession', () => {
    for (let line = 1; line <= 3; line++) terminal.out(`${line}\n`)
    expect(out.writes).to.deep.equal([])
    finish()
    expect(out.writes).to.deep.equal(['1\n2\n3\n'])
  })

  it('writes what was said before an error before the error', () => {
    const order: string[] = []
    out.write = (text) => void order.push(text)
    error.write = (text) => void order.push(text)
    terminal.out('a case\n')
    terminal.error('a problem\n')
    terminal.out('another case\n')
    finish()
    expect(order).to.deep.equal(['a case\n', 'a problem\n', 'another case\n'])
  })

  it('lets a reader go away, and writes nothing to nobody', () => {
    terminal.out('first')
    finish()
    out.emit('error', broken('EPIPE'))
    terminal.out('second')
    finish()
    expect(out.writes).to.deep.equal(['first'])
    expect(error.writes).to.deep.equal([])
  })

  it('says once that a file takes nothing more', () => {
    out.emit('error', broken('ENOSPC'))
    out.emit('error', broken('ENOSPC'))
    expect(error.writes).to.deep.equal([
      'ts0020: nothing more can be written to standard output: write ENOSPC\n',
    ])
  })

  it('goes on when nobody reads its errors', () => {
    error.emit('error', broken('EPIPE'))
    terminal.error('a problem\n')
    terminal.out('a case\n')
    finish()
    expect(error.writes).to.deep.equal([])
    expect(out.writes).to.deep.equal(['a case\n'])
  })
})

describe('a discreet terminal', () => {
  it('hides secrets in everything but the words of the tool', () => {
    const out = new Written()
    let finish = (): void => undefined
    const terminal = new DiscreetTerminal(
      terminalOn({ out, error: new Written(), atExit: (last) => (finish = last) }, true),
    )
    terminal.hide(['pass'])
    terminal.out('pass\n')
    terminal.own(`1/2 pass CSE/HSK/030 ${terminal.redaction.text('came "pass"')}\n`)
    finish()
    expect(out.writes.join('')).to.equal('[redacted]\n1/2 pass CSE/HSK/030 came "[redacted]"\n')
  })
})

describe('a reader that takes its time', () => {
  const folder = scratch()

  it('gets the whole of what is more than a pipe holds', async () => {
    const { child, finished } = ts0020(['faults', '--json'], folder)
    // Nothing is read until the command would have ended, if it did not wait for its reader.
    child.stdout?.pause()
    setTimeout(() => child.stdout?.resume(), 1500)
    const { code, out } = await finished
    expect(code).to.equal(0)
    expect(out.length).to.be.above(65_536)
    expect(JSON.parse(out)).to.be.an('array')
  })
})
