import { printable } from '../record/index.js'
import {
  loadConfiguration,
  type Configuration,
  type ConfigurationOptions,
} from '../sut/configuration/index.js'
import { parseArguments, type Command } from './arguments.js'
import { exitCodes } from './exit-code.js'
import type * as LookCommands from './look-commands.js'
import { DiscreetTerminal, type Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/**
 * The configuration behind a command, whose secrets the terminal keeps from now on. Throws a {@link UsageError} that
 * names everything that is wrong with it.
 */
function configured(
  file: string | undefined,
  options: ConfigurationOptions,
  terminal: DiscreetTerminal,
): Configuration {
  const loaded = loadConfiguration({
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    options,
    cwd: process.cwd(),
  })
  if (loaded.kind === 'invalid') throw new UsageError(loaded.errors.join('\nts0020: '))
  terminal.hide(loaded.configuration.secrets)
  return loaded.configuration
}

/** The commands that only look, with all cases there are. */
async function looking(): Promise<typeof LookCommands> {
  const [{ loadSuites }, commands] = await Promise.all([
    import('../case/index.js'),
    import('./look-commands.js'),
  ])
  await loadSuites()
  return commands
}

/** Each command loads what it needs, and nothing that others need: `--help` is there at once. */
async function perform(command: Command, terminal: DiscreetTerminal): Promise<number> {
  switch (command.kind) {
    case 'run': {
      const configuration = configured(command.file, command.options, terminal)
      return (await import('./run-command.js')).runCommand(configuration, terminal)
    }
    case 'sweep': {
      const configuration = configured(command.file, command.options, terminal)
      return (await import('./sweep-command.js')).sweepCommand(configuration, terminal)
    }
    case 'list':
      return (await looking()).listCommand(command.json, terminal)
    case 'requirements':
      return (await looking()).requirementsCommand(command.json, command.check, terminal)
    case 'explain':
      return (await looking()).explainCommand(command.id, terminal)
    case 'faults':
      return (await import('./fault-commands.js')).faultsCommand(command.json, terminal)
    case 'serve':
      return (await import('./serve-command.js')).serveCommand(command, terminal)
    case 'tamper':
      return (await import('./fault-commands.js')).tamperCommand(command, terminal)
    case 'report':
      return (await import('./report-command.js')).reportCommand(command.folder, terminal)
    case 'help':
    case 'version':
      terminal.out(`${command.text.trimEnd()}\n`)
      return command.exitCode
    case 'usage':
      throw new UsageError(command.message)
  }
}

/** The command line: resolves with the exit code and never rejects. */
export async function main(argv: readonly string[], shown: Terminal): Promise<number> {
  const terminal = new DiscreetTerminal(shown)
  try {
    return await perform(parseArguments(argv), terminal)
  } catch (problem) {
    if (problem instanceof UsageError) {
      terminal.error(`ts0020: ${problem.message}\n`)
      return exitCodes.usage
    }
    const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
    terminal.error(`ts0020: this is a bug of the tester, please report it:\n${printable(text)}\n`)
    return exitCodes.incomplete
  }
}
