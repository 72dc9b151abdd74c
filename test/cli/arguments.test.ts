import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseArguments, ranges } from '../../lib/cli/arguments.js'
import { packageRoot, packageVersion } from '../../lib/spec/index.js'

/** Splits a command line at spaces; enough for what is typed here. */
const parse = (line: string): ReturnType<typeof parseArguments> =>
  parseArguments(line.split(' ').filter(Boolean))

const messageOf = (line: string | readonly string[]): string => {
  const command = typeof line === 'string' ? parse(line) : parseArguments(line)
  if (command.kind !== 'usage') throw new Error(`expected a usage error, got ${JSON.stringify(command)}`)
  expect(command.exitCode).to.equal(2)
  expect(command.message).not.to.match(/\n/)
  return command.message
}

describe('command line', () => {
  describe('run', () => {
    it('needs nothing: the embedded CSE', () => {
      expect(parse('run')).to.deep.equal({ kind: 'run', file: undefined, options: {} })
    })

    it('takes every option of its own', () => {
      const command = parseArguments([
        ...[
          'run',
          'ws://h:1/',
          '--config',
          'c.yaml',
          '--edition',
          'R3',
          '--cse-id',
          '/id-in',
          '--cse-name',
          'in',
        ],
        ...[
          '--originator',
          'CAdmin',
          '--serialization',
          'json,cbor',
          '--header',
          'X-A: 1',
          '--header',
          'X-B:  a: b ',
        ],
        ...[
          '--clause',
          '6.3',
          '--clause',
          '7',
          '--grep',
          'close',
          '--case',
          'CSE/SUB/012',
          '--case',
          'CSE/TRF/003@json',
        ],
        ...['--concurrency', '4', '--seed', '0', '--expect', 'e.json', '--update-expect', '--out', 'o'],
      ])
      expect(command).to.deep.equal({
        kind: 'run',
        file: 'c.yaml',
        options: {
          url: 'ws://h:1/',
          edition: 'R3',
          cseId: '/id-in',
          cseName: 'in',
          originator: 'CAdmin',
          serializations: ['json', 'cbor'],
          headers: { 'X-A': '1', 'X-B': 'a: b' },
          clauses: ['6.3', '7'],
          grep: 'close',
          cases: ['CSE/SUB/012', 'CSE/TRF/003@json'],
          concurrency: 4,
          seed: 0,
          expect: 'e.json',
          updateExpect: true,
          out: 'o',
        },
      })
    })

    it('takes options before the URL and after an equals sign', () => {
      expect(parse('run --edition=R2A --serialization auto ws://h/')).to.deep.equal({
        kind: 'run',
        file: undefined,
        options: { edition: 'R2A', serializations: 'auto', url: 'ws://h/' },
      })
    })

    it('refuses numbers that are none, or out of range', () => {
      expect(messageOf('run --concurrency 0')).to.equal(
        '--concurrency must be a whole number from 1 to 1024, not "0"',
      )
      expect(messageOf('run --concurrency 1.5')).to.equal(
        '--concurrency must be a whole number from 1 to 1024, not "1.5"',
      )
      expect(messageOf('run --seed -1')).to.equal(
        '--seed must be a whole number from 0 to 2147483647, not "-1"',
      )
      expect(messageOf('run --seed 2147483648')).to.match(/^--seed must be a whole number/)
    })

    it('has the same ranges as the configuration file', () => {
      const schema = JSON.parse(
        readFileSync(join(packageRoot(), 'schemas/configuration.schema.json'), 'utf8'),
      ) as {
        properties: { run: { properties: Record<string, { minimum: number; maximum: number }> } }
      }
      for (const name of ['concurrency', 'seed'] as const) {
        const { minimum, maximum } = schema.properties.run.properties[name]!
        expect(ranges[name], name).to.deep.equal([minimum, maximum])
      }
    })

    it('refuses an unknown edition or serialization', () => {
      expect(messageOf('run --edition R4')).to.equal('--edition must be one of auto, R2.0, R2A, R3, not "R4"')
      expect(messageOf('run --serialization json,yaml')).to.equal(
        '--serialization must be one of json, xml, cbor, not "yaml"',
      )
    })

    it('refuses a header without a colon, or twice, and does not repeat its value', () => {
      expect(messageOf(['run', '--header', 'Bearer passw0rd'])).to.equal(
        "--header must be a name, a colon and a value: --header 'Name: value'",
      )
      expect(messageOf(['run', '--header', 'X-A: passw0rd', '--header', 'x-a: passw0rd'])).to.equal(
        '--header x-a is given twice',
      )
    })

    it('refuses an option whose value was forgotten', () => {
      expect(messageOf('run --out --grep x')).to.equal('--out needs a value')
      expect(messageOf(['run', '--grep', ''])).to.equal('--grep needs a value')
      expect(messageOf('run --expect')).to.equal("option '--expect <file>' argument missing")
    })

    it('refuses a second URL', () => {
      expect(messageOf('run ws://a/ ws://b/')).to.match(/^too many arguments for 'run'/)
    })
  })

  it('list, requirements and faults take --json, requirements also --check', () => {
    expect(parse('list')).to.deep.equal({ kind: 'list', json: false })
    expect(parse('list --json')).to.deep.equal({ kind: 'list', json: true })
    expect(parse('requirements --check')).to.deep.equal({ kind: 'requirements', json: false, check: true })
    expect(parse('requirements --json')).to.deep.equal({ kind: 'requirements', json: true, check: false })
    expect(parse('faults --json')).to.deep.equal({ kind: 'faults', json: true })
  })

  it('explain takes an id', () => {
    expect(parse('explain 6.2.3.5-2')).to.deep.equal({ kind: 'explain', id: '6.2.3.5-2' })
    expect(messageOf('explain')).to.equal("missing required argument 'ID'")
  })

  it('serve has a port and an edition unless told otherwise', () => {
    expect(parse('serve')).to.deep.equal({ kind: 'serve', port: 8180, edition: 'R2A', fault: undefined })
    expect(parse('serve --port 0 --edition R3 --fault masked')).to.deep.equal({
      kind: 'serve',
      port: 0,
      edition: 'R3',
      fault: 'masked',
    })
    expect(messageOf('serve --edition auto')).to.equal('--edition must be one of R2.0, R2A, R3, not "auto"')
    expect(messageOf('serve --port 65536')).to.equal(
      '--port must be a whole number from 0 to 65535, not "65536"',
    )
  })

  it('tamper needs a fault and a target that can be connected to', () => {
    expect(parse('tamper --fault masked --target ws://h/')).to.deep.equal({
      kind: 'tamper',
      fault: 'masked',
      target: 'ws://h/',
      port: 8181,
    })
    expect(messageOf('tamper --target ws://h/')).to.equal("required option '--fault <id>' not specified")
    expect(messageOf('tamper --fault masked')).to.equal("required option '--target <url>' not specified")
    expect(messageOf('tamper --fault masked --target http://h/')).to.equal(
      '--target must start with ws:// or wss://, not with http://',
    )
  })

  it('report takes the folder of a run', () => {
    expect(parse('report reports/latest')).to.deep.equal({ kind: 'report', folder: 'reports/latest' })
    expect(messageOf('report')).to.equal("missing required argument 'DIR'")
  })

  it('sweep takes a URL and what is needed to reach it', () => {
    expect(parse('sweep ws://h/ --originator CBoss --config c.yaml')).to.deep.equal({
      kind: 'sweep',
      file: 'c.yaml',
      options: { url: 'ws://h/', originator: 'CBoss' },
    })
    expect(messageOf('sweep')).to.equal("missing required argument 'URL'")
  })

  describe('when it is wrong', () => {
    it('suggests what was probably meant', () => {
      expect(messageOf('rnu')).to.equal("unknown command 'rnu'; did you mean run?")
      expect(messageOf('run --cse-di x')).to.equal("unknown option '--cse-di'; did you mean --cse-id?")
    })

    it('asks for a command when a URL comes first, and does not repeat the URL', () => {
      expect(messageOf('ws://ann:passw0rd@h/')).to.equal(
        'a command must come first; did you mean ts0020 run URL?',
      )
    })

    it('asks for a command when there is nothing', () => {
      expect(messageOf('')).to.equal('a command is missing; ts0020 --help lists them')
    })
  })

  describe('help', () => {
    it('lists all commands, with examples', () => {
      const command = parse('--help')
      expect(command).to.include({ kind: 'help', exitCode: 0 })
      const text = command.kind === 'help' ? command.text : ''
      for (const name of [
        'run',
        'list',
        'requirements',
        'faults',
        'explain',
        'serve',
        'tamper',
        'report',
        'sweep',
      ]) {
        expect(text).to.match(new RegExp(`^  ${name}\\b`, 'm'))
      }
      expect(text).to.include('Examples:')
    })

    for (const line of ['run --help', 'run -h', 'help run']) {
      it(`of run (${line}) has its options, examples, exit codes and variables`, () => {
        const command = parse(line)
        const text = command.kind === 'help' ? command.text : ''
        expect(text)
          .to.include('--update-expect')
          .and.include('Exit codes:')
          .and.include('TS0020_TIMEOUT_RESPONSE')
        expect(text).to.include('ts0020 run ws://cse.example.com:8180/')
      })
    }

    it('is no answer to a mistake in the same line', () => {
      expect(messageOf('help rnu')).to.be.a('string')
    })
  })

  it('--version names the program and its version', () => {
    const expected = { kind: 'version', text: `ts0020 ${packageVersion()}\n`, exitCode: 0 }
    expect(parse('--version')).to.deep.equal(expected)
    expect(parse('-V')).to.deep.equal(expected)
  })

  it('is parsed anew each time', () => {
    parse('run --header X-A:1 --case CSE/SUB/001')
    expect(parse('run')).to.deep.equal({ kind: 'run', file: undefined, options: {} })
  })
})
