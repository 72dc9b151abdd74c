import { endpointOf } from '../case/index.js'
import { printable } from '../record/index.js'
import type { Configuration } from '../sut/configuration/index.js'
import {
  Discoverer,
  Names,
  sweep,
  System,
  type EvidenceTranscript,
  type SystemOptions,
} from '../sut/index.js'
import { exitCodes } from './exit-code.js'
import type { DiscreetTerminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** A sweep judges nothing, so it keeps no evidence. */
const noTranscript: EvidenceTranscript = { file: '', row: () => 0 }

/** `ts0020 sweep URL`: removes what killed runs left on a SUT. */
export async function sweepCommand(
  configuration: Configuration,
  terminal: DiscreetTerminal,
): Promise<number> {
  const { url } = configuration.sut
  if (url === undefined) throw new UsageError('sweep needs the URL of a SUT: ts0020 sweep ws://host:port/')
  const startedAt = performance.now()
  const options: SystemOptions = {
    configuration,
    ...endpointOf(url, configuration),
    clock: () => Math.round((performance.now() - startedAt) * 1000),
    watcher: { seen: () => undefined, deviated: () => undefined },
    adminTranscript: noTranscript,
    names: new Names(configuration.sut.originators.ae),
  }
  const discovery = await new Discoverer(options, noTranscript).discover()
  if (discovery.kind === 'unreachable') {
    terminal.error(`ts0020: no connection to the SUT: ${printable(discovery.reason)}\n`)
    return exitCodes.incomplete
  }
  const system = new System(options, discovery.profile)
  for (const resource of discovery.created) system.cleaner.remove(resource)
  try {
    const outcome = await sweep(system)
    if (outcome.kind === 'not listed') {
      terminal.error(
        `ts0020: ${configuration.sut.originators.admin} was not told what there is (${printable(outcome.reason)}); ` +
          'name an originator that may discover everything with --originator\n',
      )
      return exitCodes.incomplete
    }
    const discreet = (text: string): string => printable(terminal.redaction.text(text))
    for (const path of outcome.removed) terminal.own(`removed ${discreet(path)}\n`)
    for (const { resource, reason } of outcome.left) {
      terminal.error(`not removed: ${printable(resource)} (${printable(reason)})\n`)
    }
    terminal.own(`${outcome.removed.length} removed, ${outcome.left.length} left\n`)
    return outcome.left.length === 0 ? exitCodes.ok : exitCodes.incomplete
  } finally {
    system.admin.close()
  }
}
