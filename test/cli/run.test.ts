import { createServer as createHttpServer } from 'node:http'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { startCseHere } from '../../lib/cse/server.js'
import { faults } from '../../lib/fault/index.js'
import { checkEvidenceRow, checkRecordLine, checkResults, type FullResults } from '../../lib/record/index.js'
import { scratch, ts0020 } from './support.js'

const few = ['--case', 'CSE/HSK/030', '--case', 'CSE/TRF/002@json']

function results(folder: string): FullResults {
  return JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as FullResults
}

function lines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

describe('ts0020 run', () => {
  const folder = scratch()

  it('runs against the embedded CSE, leaves every file of a run and ends with 0', async () => {
    const { code, out } = await ts0020(['run', ...few], folder).finished
    expect(code).to.equal(0)
    expect(out).to.contain('CSE/HSK/030').and.to.contain('2 pass')
    expect(readdirSync(join(folder, 'reports', 'latest'))).to.include.members([
      'evidence',
      'junit.xml',
      'mochawesome.html',
      'mochawesome.json',
      'report.html',
      'results.json',
      'run.jsonl',
    ])
  })

  it('writes a record, results and evidence that are valid by their schemas', async () => {
    const run = join(folder, 'valid')
    await ts0020(['run', ...few, '--out', run], folder).finished
    for (const line of lines(join(run, 'run.jsonl'))) expect(checkRecordLine(line)).to.include({ ok: true })
    expect(checkResults(results(run))).to.include({ ok: true })
    for (const file of readdirSync(join(run, 'evidence'))) {
      for (const row of lines(join(run, 'evidence', file)))
        expect(checkEvidenceRow(row)).to.include({ ok: true })
    }
    expect(results(run)).to.include({ complete: true, edition: 'R2A' })
  })

  it('ends with 3 when nobody listens, and still writes the record', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const run = join(folder, 'dead')
    const { code, error } = await ts0020(['run', `ws://127.0.0.1:${port}/`, ...few, '--out', run], folder)
      .finished
    expect(code).to.equal(3)
    expect(error).to.match(/^ts0020: no connection to the SUT: .*ECONNREFUSED.*\n$/)
    expect(results(run).summary).to.include({ pass: 0, fail: 0, inconclusive: 2 })
  })

  it('ends with 1 against a server that is no WebSocket server: the handshake fails, the rest is inconclusive', async () => {
    const server = createHttpServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const run = join(folder, 'http')
    const { code } = await ts0020(['run', `ws://127.0.0.1:${port}/`, ...few, '--out', run], folder).finished
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(code).to.equal(1)
    const verdicts = Object.fromEntries(results(run).cases.map(({ id, verdict }) => [id, verdict]))
    expect(verdicts).to.deep.equal({ 'CSE/HSK/030': 'fail', 'CSE/TRF/002@json': 'inconclusive' })
  })

  it('leaves a record that can be rendered when it is killed half way', async () => {
    const run = join(folder, 'killed')
    const running = ts0020(['run', '--concurrency', '1', '--out', run], folder)
    await running.said('12/')
    running.child.kill('SIGKILL')
    const { signal } = await running.finished
    expect(signal).to.equal('SIGKILL')
    const judged = lines(join(run, 'run.jsonl')).filter(
      (line) => typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'case-end',
    ).length
    expect(judged).to.be.at.least(12)

    const { code, out } = await ts0020(['report', run], folder).finished
    expect(code).to.equal(0)
    expect(out).to.contain('incomplete')
    expect(results(run).complete).to.equal(false)
    expect(results(run).cases).to.have.lengthOf(judged)
  })

  it('cleans up and renders what was judged on Ctrl-C, and ends with 130', async () => {
    const run = join(folder, 'interrupted')
    const running = ts0020(['run', '--concurrency', '1', '--out', run], folder)
    await running.said('8/')
    running.child.kill('SIGINT')
    const { code, error } = await running.finished
    expect(code).to.equal(130)
    expect(error).to.contain('interrupted')
    expect(results(run).complete).to.equal(false)
    expect(results(run).leftovers).to.deep.equal([])
  })

  it('cleans up and writes the record on Ctrl-C while it finds out what the SUT offers', async () => {
    let knocked = (): void => undefined
    const connected = new Promise<void>((resolve) => (knocked = resolve))
    const silent = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', knocked)
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const run = join(folder, 'interrupted-early')
    const patient = { TS0020_TIMEOUT_RESPONSE: '25000' }
    const running = ts0020(['run', `ws://127.0.0.1:${port}/`, ...few, '--out', run], folder, patient)
    await connected
    running.child.kill('SIGINT')
    const { code } = await running.finished
    silent.close()
    expect(code).to.equal(130)
    expect(results(run).incompleteBecause).to.deep.equal(['the run was interrupted'])
    expect(results(run).summary).to.include({ inconclusive: 2 })
  })

  it('goes on to its end when nobody reads what it says any more', async () => {
    const run = join(folder, 'unread')
    const running = ts0020(['run', ...few, '--out', run], folder)
    await running.said('ts0020: ')
    running.child.stdout?.destroy()
    const { code, error } = await running.finished
    expect(error).to.equal('')
    expect(code).to.equal(0)
    expect(results(run).complete).to.equal(true)
  })

  it('keeps its own words when they are those of a password', async () => {
    const cse = await startCseHere({ edition: 'R2A' })
    try {
      const run = join(folder, 'password')
      const url = cse.url.replace('ws://', 'ws://json:pass@')
      const { code, out, error } = await ts0020(['run', url, ...few, '--out', run], folder).finished
      expect(error).to.equal('')
      expect(code).to.equal(0)
      expect(out).to.contain('1/2 pass         CSE/').and.to.contain('2 pass')
      expect(results(run).cases.map(({ verdict }) => verdict)).to.deep.equal(['pass', 'pass'])
    } finally {
      await cse.stop()
    }
  })

  it('gates on the expectations: an unexpected pass fails too', async () => {
    const file = join(folder, 'expect.json')
    writeFileSync(
      file,
      JSON.stringify({ cases: { 'CSE/HSK/030': { verdict: 'fail', reason: 'clause 6.2.3.1: a test' } } }),
    )
    const { code, out } = await ts0020(
      ['run', ...few, '--expect', file, '--out', join(folder, 'gate')],
      folder,
    ).finished
    expect(code).to.equal(1)
    expect(out).to.contain('CSE/HSK/030')
    writeFileSync(file, JSON.stringify({ cases: {} }))
    const again = await ts0020(['run', ...few, '--expect', file, '--out', join(folder, 'gate')], folder)
      .finished
    expect(again.code).to.equal(0)
  })

  it('never shows a secret, in whatever file', async () => {
    const run = join(folder, 'secret')
    const secret = 'Tr0ub4dor-and-3'
    writeFileSync(join(folder, 'secret.yaml'), `sut:\n  headers:\n    Authorization: Bearer \${env:TOKEN}\n`)
    const options = ['run', ...few, '--config', 'secret.yaml', '--out', run]
    const { code, out, error } = await ts0020(options, folder, { TOKEN: secret }).finished
    expect(code).to.equal(0)
    expect(out + error).not.to.contain(secret)
    const hex = Buffer.from(secret).toString('hex')
    for (const name of readdirSync(run, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(jsonl?|html|xml)$/.test(name)) continue
      const text = readFileSync(join(run, name), 'utf8')
      expect(text.includes(secret) || text.includes(hex), name).to.equal(false)
    }
  })
})

describe('a mistake on the command line', () => {
  const folder = scratch()
  const mistakes: readonly (readonly [what: string, arguments_: readonly string[], says: RegExp])[] = [
    ['an unknown option', ['run', '--colour'], /unknown option '--colour'/],
    ['an unknown command', ['rum'], /rum/],
    ['a URL that is not ws or wss', ['run', 'http://127.0.0.1/'], /ws:\/\/ or wss:\/\/|ws or wss/],
    ['a case that does not exist', ['run', '--case', 'CSE/XYZ/001'], /there is no case CSE\/XYZ\/001/],
    ['an empty selection', ['run', '--clause', '99'], /no case fits the selection/],
    [
      'a report folder that cannot be written',
      ['run', '--out', '/proc/nowhere'],
      /\/proc\/nowhere cannot be/,
    ],
    ['an expectation file that is not there', ['run', '--expect', 'nowhere.json'], /nowhere\.json/],
    ['a configuration file that is not there', ['run', '--config', 'nowhere.yaml'], /nowhere\.yaml/],
    ['a variant that a case does not have', ['explain', 'CSE/TRF/003@nope'], /CSE\/TRF\/003@nope is neither/],
    [
      'expectations that could not be written',
      ['run', '--expect', 'nowhere/e.json', '--update-expect'],
      /nowhere\/e\.json cannot be written/,
    ],
    ['an id that nothing has', ['explain', 'nothing'], /nothing is neither a case nor/],
    ['a folder without a record', ['report', 'nowhere'], /nowhere/],
  ]
  for (const [what, arguments_, says] of mistakes) {
    it(`${what} is told in one line, with exit code 2`, async () => {
      const { code, out, error } = await ts0020(arguments_, folder).finished
      expect(code).to.equal(2)
      expect(error).to.match(says)
      expect(error.trimEnd().split('\n')).to.have.lengthOf(1)
      expect(error).to.match(/^ts0020: /)
      expect(out).to.equal('')
    })
  }

  it('an unknown configuration key is told with its line', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'sut:\n  edition: R3\n  colour: red\n')
    const { code, error } = await ts0020(['run', '--config', 'wrong.yaml'], folder).finished
    expect(code).to.equal(2)
    expect(error).to.match(/^ts0020: wrong\.yaml:3: sut\.colour .*\n$/)
  })
})

describe('the commands that only look', () => {
  const folder = scratch()

  it('list names every case', async () => {
    const { code, out } = await ts0020(['list', '--json'], folder).finished
    expect(code).to.equal(0)
    const listed = JSON.parse(out) as { readonly id: string }[]
    expect(listed.map(({ id }) => id)).to.include.members(['CSE/HSK/001', 'CSE/TRF/002@json', 'CSE/WCH/001'])
  })

  it('explain says clause, requirement, what is sent and what is accepted', async () => {
    const { code, out } = await ts0020(['explain', 'CSE/HSK/030'], folder).finished
    expect(code).to.equal(0)
    expect(out)
      .to.contain('6.2.3.1')
      .and.to.contain('sends')
      .and.to.contain('accepts')
      .and.to.contain('6.2.3.1-2')
  })

  it('explain shows the readings of a requirement', async () => {
    const { out } = await ts0020(['explain', '6.2.3.5-1'], folder).finished
    expect(out).to.contain('reading').and.to.contain('subprotocol-none-offered')
  })

  it('explain takes every clause that run takes, with its title and its cases', async () => {
    const { code, out } = await ts0020(['explain', '6.2.3'], folder).finished
    expect(code).to.equal(0)
    expect(out).to.match(/^6\.2\.3 {2}Server handshake format\n/)
    expect(out)
      .to.contain('6.2.3.1-2 ')
      .and.to.match(/^ {2}CSE\/HSK\/030 {2}\S/m)
  })

  it('explain takes readings and faults', async () => {
    const reading = await ts0020(['explain', 'subprotocol-none-offered'], folder).finished
    expect(reading.out).to.contain('6.2.3.5-1').and.to.contain('fail  ')
    const [fault] = faults
    const { out } = await ts0020(['explain', fault?.id ?? ''], folder).finished
    expect(out).to.contain(fault?.text).and.to.contain(fault?.kills[0])
  })

  it('list ends quietly when its reader has seen enough', async () => {
    const running = ts0020(['list'], folder)
    running.child.stdout?.destroy()
    const { code, error } = await running.finished
    expect(error).to.equal('')
    expect(code).to.equal(0)
  })

  it('requirements --check finds no gap', async () => {
    const { code, out, error } = await ts0020(['requirements', '--check'], folder).finished
    expect(error).to.equal('')
    expect(code).to.equal(0)
    expect(out).to.contain('0 problems')
  })
})

describe('ts0020 sweep', () => {
  const folder = scratch()

  it('removes nothing from a CSE that no run has left anything on', async () => {
    const cse = await startCseHere({ edition: 'R2A' })
    try {
      const { code, out } = await ts0020(['sweep', cse.url], folder).finished
      expect(out).to.equal('0 removed, 0 left\n')
      expect(code).to.equal(0)
    } finally {
      await cse.stop()
    }
  })
})
