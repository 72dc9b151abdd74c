import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { Misuse, refuseUnknown, wholeNumber } from '../../lib/proof/command.js'
import { packageRoot } from '../../lib/spec/index.js'

describe('the command line of a proof', () => {
  it('takes whole numbers, and nothing else', () => {
    expect(wholeNumber('sample', '25')).to.equal(25)
    expect(wholeNumber('seed', '0', 0)).to.equal(0)
    for (const text of ['', '0', '-1', '1.5', '1e3', ' 1', 'ten', '9999999999'])
      expect(() => wholeNumber('sample', text), text).to.throw(Misuse, '--sample must be a whole number')
  })

  it('refuses what is not known', () => {
    expect(() => refuseUnknown('fault', ['a', 'b', 'c'], ['b'])).to.throw(Misuse, 'there is no fault a, c')
    refuseUnknown('fault', ['b'], ['b'])
  })

  for (const [program, line] of [
    ['main', ['--fault', 'no-such-fault']],
    ['main', ['--no-such-option']],
    ['main', ['--workers', 'many']],
    ['liberties-main', ['--liberty', 'no-such-liberty']],
    ['liberties-main', ['--edition', 'R9']],
    ['liberties-main', ['--sample', '0']],
  ] as const) {
    it(`answers ${program} ${line.join(' ')} with one line and exit code 2`, () => {
      const path = join(packageRoot(), 'dist', 'lib', 'proof', `${program}.js`)
      const { status, stderr, stdout } = spawnSync(process.execPath, [path, ...line], { encoding: 'utf8' })
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' })
      expect(stderr).to.match(/^[^\n]+\n$/)
    })
  }
})
