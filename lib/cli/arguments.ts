import { Command as Program, CommanderError, Option } from 'commander'
import { editions, packageVersion, serializations, type Edition } from '../spec/index.js'
import {
  environmentVariables,
  headerPrefix,
  urlProblem,
  type ConfigurationOptions,
} from '../sut/configuration/index.js'
import { UsageError } from './usage-error.js'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'run'; readonly file: string | undefined; readonly options: ConfigurationOptions }
  | { readonly kind: 'list'; readonly json: boolean }
  | { readonly kind: 'requirements'; readonly json: boolean; readonly check: boolean }
  | { readonly kind: 'faults'; readonly json: boolean }
  /** `id` is what was typed: a case, a requirement, a clause, a reading or a fault. */
  | { readonly kind: 'explain'; readonly id: string }
  | {
      readonly kind: 'serve'
      readonly port: number
      readonly edition: Edition
      readonly fault: string | undefined
    }
  /** `target` is a well-formed ws or wss URL. */
  | { readonly kind: 'tamper'; readonly fault: string; readonly target: string; readonly port: number }
  | { readonly kind: 'report'; readonly folder: string }
  | { readonly kind: 'sweep'; readonly file: string | undefined; readonly options: ConfigurationOptions }
  | { readonly kind: 'help'; readonly text: string; readonly exitCode: 0 }
  | { readonly kind: 'version'; readonly text: string; readonly exitCode: 0 }
  /** The command line is wrong; `message` is one line without a line end. */
  | { readonly kind: 'usage'; readonly message: string; readonly exitCode: 2 }

/** Ports that `serve` and `tamper` listen on unless told otherwise. */
export const defaultPorts = { serve: 8180, tamper: 8181 } as const

/** Bounds of the numbers on the command line. */
export const ranges = { concurrency: [1, 1024], seed: [0, 2 ** 31 - 1], port: [0, 65535] } as const

function wholeNumber(flag: string, [least, most]: readonly [number, number]): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    throw new UsageError(`${flag} must be a whole number from ${least} to ${most}, not "${text}"`)
  }
}

/** Refuses an empty value, and the next option taken for a value because the value was forgotten. */
function text(flag: string): (value: string) => string {
  return (value) => {
    if (value === '' || value.startsWith('--')) throw new UsageError(`${flag} needs a value`)
    return value
  }
}

function several(
  flag: string,
): (value: string, previous: readonly string[] | undefined) => readonly string[] {
  return (value, previous) => [...(previous ?? []), text(flag)(value)]
}

function oneOf<Choice extends string>(flag: string, choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((known) => known === value)
    if (choice !== undefined) return choice
    throw new UsageError(`${flag} must be one of ${choices.join(', ')}, not "${value}"`)
  }
}

function serializationList(value: string): 'auto' | readonly string[] {
  if (value === 'auto') return value
  const names = value.split(',').map((name) => name.trim())
  return names.map(oneOf('--serialization', serializations))
}

type Headers = Readonly<Record<string, string>>

/** Adds a header field. The field is not repeated in an error, because it may be a secret. */
function header(value: string, previous: Headers | undefined): Headers {
  const colon = value.indexOf(':')
  const name = value.slice(0, colon).trim()
  if (colon < 0 || name === '')
    throw new UsageError("--header must be a name, a colon and a value: --header 'Name: value'")
  if (Object.keys(previous ?? {}).some((known) => known.toLowerCase() === name.toLowerCase())) {
    throw new UsageError(`--header ${name} is given twice`)
  }
  return { ...previous, [name]: value.slice(colon + 1).trim() }
}

function target(value: string): string {
  const problem = urlProblem(value, ['ws', 'wss'])
  if (problem !== undefined) throw new UsageError(`--target ${problem}`)
  return value
}

function option<Value>(
  flags: string,
  about: string,
  parse: (value: string, previous: Value) => Value,
): Option {
  return new Option(flags, about).argParser(parse)
}

const portOption = (about: string, usual: number): Option =>
  option('--port <n>', about, wholeNumber('--port', ranges.port)).default(usual)

/** Options that say how to reach a SUT, for all commands that do. */
function connectionOptions(): readonly Option[] {
  return [
    option('--config <file>', 'configuration file; else ts0020.config.yaml, .yml or .json', text('--config')),
    option(
      '--edition <edition>',
      'edition of TS-0020: auto, R2.0, R2A or R3',
      oneOf('--edition', ['auto', ...editions]),
    ),
    option('--cse-id <id>', 'CSE-ID of the SUT, such as /id-in', text('--cse-id')),
    option('--cse-name <name>', 'name of its CSEBase', text('--cse-name')),
    option(
      '--originator <admin>',
      'originator that may see the resources of everybody',
      text('--originator'),
    ),
    option("--header <'name: value'>", 'header field that this SUT needs in handshakes; repeatable', header),
  ]
}

function runOptions(): readonly Option[] {
  return [
    ...connectionOptions(),
    option('--serialization <list>', 'json,xml,cbor, or auto: all that the SUT offers', serializationList),
    option('--clause <clause>', 'only this clause and those below it; repeatable', several('--clause')),
    option('--grep <text>', 'only cases whose id or title contains the text', text('--grep')),
    option('--case <id>', 'only this case; repeatable', several('--case')),
    option('--concurrency <n>', 'cases at the same time', wholeNumber('--concurrency', ranges.concurrency)),
    option('--seed <n>', 'decides the order of the cases', wholeNumber('--seed', ranges.seed)),
    option(
      '--expect <file>',
      'expected verdicts of the cases that do not pass; differences fail',
      text('--expect'),
    ),
    new Option('--update-expect', 'write the expectation file anew from the results'),
    option('--out <dir>', 'folder of the run; else a new one in reports', text('--out')),
  ]
}

/** The flags of `run` and `sweep`, by the names that commander gives them. */
type ConnectionFlags = Pick<ConfigurationOptions, 'edition' | 'cseId' | 'cseName' | 'originator'> & {
  readonly config?: string
  readonly header?: Headers
}
type RunFlags = ConnectionFlags &
  Pick<ConfigurationOptions, 'grep' | 'concurrency' | 'seed' | 'expect' | 'updateExpect' | 'out'> & {
    readonly serialization?: 'auto' | readonly string[]
    readonly clause?: readonly string[]
    readonly case?: readonly string[]
  }

function configured(
  url: string | undefined,
  flags: RunFlags,
): Pick<Command & { kind: 'run' }, 'file' | 'options'> {
  const { config, header: headers, serialization, clause, case: ids, ...same } = flags
  return {
    file: config,
    options: {
      ...same,
      ...(url === undefined ? {} : { url }),
      ...(headers === undefined ? {} : { headers }),
      ...(serialization === undefined ? {} : { serializations: serialization }),
      ...(clause === undefined ? {} : { clauses: clause }),
      ...(ids === undefined ? {} : { cases: ids }),
    },
  }
}

const runHelp = `
Examples:
  ts0020 run                                          the embedded reference CSE
  ts0020 run ws://cse.example.com:8180/               a CSE, everything else found out
  ts0020 run ws://localhost:8180/ --clause 6.3 --serialization json
  ts0020 run ws://localhost:8180/ --case CSE/SUB/012 --concurrency 1
  ts0020 run wss://cse.example.com/ --header 'X-M2M-Origin: {originator}'
  ts0020 run --config cse.yaml --expect expect.json   in CI: any difference fails

Exit codes:
  0  nothing worse than a warning         2    wrong usage or configuration
  1  at least one fail, or a difference   3    not everything could be judged
     from the expectation                 130  interrupted

Options beat environment variables beat the configuration file beat defaults.
Environment: ${[...environmentVariables.map(({ name }) => name), `${headerPrefix}<NAME>`].join(', ')}`

const mainHelp = `
Examples:
  ts0020 run ws://localhost:8180/      test a CSE
  ts0020 explain CSE/SUB/012           what a case sends and accepts
  ts0020 serve --fault NAME            the reference CSE, misbehaving in one way
  ts0020 report reports/latest         render the record of the last run again

ts0020 COMMAND --help says more.`

/** Builds the parser; `found` takes the command that was asked for. */
function program(found: (command: Command) => void, write: (help: string) => void): Program {
  const root = new Program('ts0020')
    .description('Conformance tests for CSEs that offer the WebSocket binding of oneM2M (TS-0020).')
    .version(`ts0020 ${packageVersion()}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => 100 })
    .addHelpText('after', mainHelp)

  const run = root
    .command('run')
    .description('test a CSE; without a URL the embedded reference CSE')
    .argument('[URL]', 'ws:// or wss:// URL of the CSE')
    .addHelpText('after', runHelp)
    .action((url: string | undefined, flags: RunFlags) => {
      found({ kind: 'run', ...configured(url, flags) })
    })
  for (const entry of runOptions()) run.addOption(entry)

  root
    .command('list')
    .description('list the cases')
    .option('--json', 'as JSON')
    .action(({ json = false }: { readonly json?: boolean }) => {
      found({ kind: 'list', json })
    })
  root
    .command('requirements')
    .description('list the requirements and the cases that cover them')
    .option('--json', 'as JSON')
    .option('--check', 'fail when a requirement has neither a case nor a reason')
    .action(({ json = false, check = false }: { readonly json?: boolean; readonly check?: boolean }) => {
      found({ kind: 'requirements', json, check })
    })
  root
    .command('faults')
    .description('list the faults that serve and tamper can switch on')
    .option('--json', 'as JSON')
    .action(({ json = false }: { readonly json?: boolean }) => {
      found({ kind: 'faults', json })
    })
  root
    .command('explain')
    .description('explain a case, requirement, clause, reading or fault: what is sent, required and accepted')
    .argument('<ID>', 'CSE/SUB/012, 6.2.3.5-2 or 6.2.3.5', text('ID'))
    .action((id: string) => {
      found({ kind: 'explain', id })
    })
  root
    .command('serve')
    .description('run the embedded reference CSE, for others to use')
    .addOption(portOption('port to listen on; 0: any that is free', defaultPorts.serve))
    .addOption(
      option(
        '--edition <edition>',
        'edition that it speaks: R2.0, R2A or R3',
        oneOf('--edition', editions),
      ).default('R2A'),
    )
    .addOption(option('--fault <id>', 'a fault to switch on', text('--fault')))
    .action((flags: { readonly port: number; readonly edition: Edition; readonly fault?: string }) => {
      found({ kind: 'serve', port: flags.port, edition: flags.edition, fault: flags.fault })
    })
  root
    .command('tamper')
    .description('put an octet fault in front of any server')
    .addOption(option('--fault <id>', 'the fault', text('--fault')).makeOptionMandatory())
    .addOption(option('--target <url>', 'ws:// or wss:// URL of the server', target).makeOptionMandatory())
    .addOption(portOption('port to listen on; 0: any that is free', defaultPorts.tamper))
    .action((flags: { readonly port: number; readonly fault: string; readonly target: string }) => {
      found({ kind: 'tamper', fault: flags.fault, target: flags.target, port: flags.port })
    })
  root
    .command('report')
    .description('render the reports of a run again, from its record')
    .argument('<DIR>', 'the run folder', text('DIR'))
    .action((folder: string) => {
      found({ kind: 'report', folder })
    })
  const sweep = root
    .command('sweep')
    .description('remove what killed runs left on a CSE')
    .argument('<URL>', 'ws:// or wss:// URL of the CSE')
    .action((url: string, flags: ConnectionFlags) => {
      found({ kind: 'sweep', ...configured(url, flags) })
    })
  for (const entry of connectionOptions()) sweep.addOption(entry)
  return root
}

function usage(message: string): Command {
  return { kind: 'usage', message, exitCode: 2 }
}

/** commander's message on one line, in our words for a suggestion. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean (?:one of )?(.*?)\?\)\s*$/, '; did you mean $1?')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * Parses a command line, without the names of the program and its interpreter. Neither writes nor exits: help, version
 * and mistakes are commands too.
 */
export function parseArguments(argv: readonly string[]): Command {
  // commander would repeat the URL, which may hold a password.
  if (/^wss?:\/\//i.test(argv[0] ?? ''))
    return usage('a command must come first; did you mean ts0020 run URL?')
  let command: Command | undefined
  let output = ''
  const parser = program(
    (found) => (command = found),
    (help) => (output += help),
  )
  try {
    parser.parse(argv, { from: 'user' })
  } catch (problem) {
    if (problem instanceof UsageError) return usage(problem.message)
    if (!(problem instanceof CommanderError)) throw problem
    if (problem.code === 'commander.version') return { kind: 'version', text: output, exitCode: 0 }
    if (problem.exitCode === 0) return { kind: 'help', text: output, exitCode: 0 }
    if (problem.code !== 'commander.help') return usage(oneLine(problem.message))
  }
  return command ?? usage('a command is missing; ts0020 --help lists them')
}
