import { printable } from '../record/index.js'
import {
  loadConfiguration,
  type Configuration,
  type ConfigurationOptions,
} from '../sut/configuration/index.js'
import { parseArguments, type Command } from './arguments.js'
import { exitCodes } from './exit-code.js'
import { faultsCommand, tamperCommand } from './fault-commands.js'
import { explainCommand, listCommand, requirementsCommand } from './look-commands.js'
import { reportCommand } from './report-command.js'
import { runCommand } from './run-command.js'
import { serveCommand } from './serve-command.js'
import { loadSuites } from '../case/index.js'
import { sweepCommand } from './sweep-command.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** The configuration behind a command. Throws a {@link UsageError} that names everything that is wrong with it. */
function configured(file: string | undefined, options: ConfigurationOptions): Configuration {
  const loaded = loadConfiguration({
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    options,
    cwd: process.cwd(),
  })
  if (loaded.kind === 'invalid') throw new UsageError(loaded.errors.join('\nts0020: '))
  return loaded.configuration
}

async function perform(command: Command, terminal: Terminal): Promise<number> {
  switch (command.kind) {
    case 'run':
      return runCommand(configured(command.file, command.options), terminal)
    case 'sweep':
      return sweepCommand(configured(command.file, command.options), terminal)
    case 'list':
      await loadSuites()
      return listCommand(command.json, terminal)
    case 'requirements':
      await loadSuites()
      return requirementsCommand(command.json, command.check, terminal)
    case 'explain':
      await loadSuites()
      return explainCommand(command.id, terminal)
    case 'faults':
      return faultsCommand(command.json, terminal)
    case 'serve':
      return serveCommand(command, terminal)
    case 'tamper':
      return tamperCommand(command, terminal)
    case 'report':
      return reportCommand(command.folder, terminal)
    case 'help':
    case 'version':
      terminal.out(`${command.text.trimEnd()}\n`)
      return command.exitCode
    case 'usage':
      throw new UsageError(command.message)
  }
}

/** The command line: resolves with the exit code and never rejects. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
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
