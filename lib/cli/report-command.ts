import { printable } from '../record/index.js'
import { formatEnd, renderAll, suiteCatalogue as catalogue } from '../report/index.js'

import { exitCodes } from './exit-code.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** `ts0020 report DIR`: renders a record again, also one that a killed run left behind. */
export async function reportCommand(folder: string, terminal: Terminal): Promise<number> {
  const rendered = await renderAll(folder, catalogue)
  if (rendered.kind === 'no-record') throw new UsageError(printable(rendered.message))
  terminal.out(
    `${formatEnd(rendered.results, catalogue, rendered, folder, { colour: terminal.interactive })}\n`,
  )
  return rendered.lost.length === 0 ? exitCodes.ok : exitCodes.incomplete
}
