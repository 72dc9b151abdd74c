import { expect } from 'chai'
import { faultsCommand, requestedFault, tamperCommand } from '../../lib/cli/fault-commands.js'
import { UsageError } from '../../lib/cli/usage-error.js'
import { faults } from '../../lib/fault/index.js'

function terminal(): {
  readonly text: () => string
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  readonly interactive: false
} {
  let written = ''
  return {
    text: () => written,
    out: (text) => (written += text),
    error: (text) => (written += text),
    interactive: false,
  }
}

describe('ts0020 faults', () => {
  it('lists every fault with what it does and where it is caught', () => {
    const screen = terminal()
    expect(faultsCommand(false, screen)).to.equal(0)
    expect(screen.text()).to.contain(
      'frames-masked  (octet)  Masks the frames that it sends.\n    fail at RFC6455/5.1-4\n',
    )
    expect(screen.text()).to.contain(`${faults.length} faults: `)
  })

  it('lists them as JSON', () => {
    const screen = terminal()
    faultsCommand(true, screen)
    const rows = JSON.parse(screen.text()) as readonly { readonly id: string }[]
    expect(rows.map((row) => row.id)).to.deep.equal(faults.map((fault) => fault.id))
    expect(rows[0]).to.have.all.keys(
      'id',
      'kind',
      'text',
      'violates',
      'kills',
      'verdict',
      'editions',
      'serializations',
    )
  })
})

describe('a fault that is asked for', () => {
  it('is found by its id', () => {
    expect(requestedFault('accept-missing').id).to.equal('accept-missing')
  })

  it('is told by the nearest id when it is mistyped', () => {
    expect(() => requestedFault('acept-mising')).to.throw(
      UsageError,
      'there is no fault acept-mising; did you mean accept-missing?',
    )
    expect(() => requestedFault('zzzzzzzzzzzzzzzzzzzzzzzzzz')).to.throw(UsageError, 'see "ts0020 faults"')
  })

  it('must be one of the octets for ts0020 tamper', async () => {
    const asked = (fault: string, target: string) =>
      tamperCommand({ fault, target, port: 0 }, terminal()).then(
        () => 'running',
        (error: unknown) => (error instanceof UsageError ? error.message : 'another error'),
      )
    expect(await asked('same-answer-always', 'ws://127.0.0.1:9/')).to.contain(
      'use "ts0020 serve --fault same-answer-always"',
    )
    expect(await asked('frames-masked', 'http://127.0.0.1:9/')).to.contain('must be a ws:// or wss:// URL')
  })
})
