import { startCse, type RunningCse } from '../cse/index.js'
import type { Configuration } from '../sut/configuration/index.js'

/** Starts the embedded reference CSE for a run without a URL. It speaks one edition; `auto` means the default one. */
export function startEmbedded(configuration: Configuration): Promise<RunningCse> {
  const { edition, cseId, cseName, originators } = configuration.sut
  return startCse({
    edition: edition === 'auto' ? 'R2A' : edition,
    adminOriginator: originators.admin,
    ...(cseId === undefined ? {} : { cseId }),
    ...(cseName === undefined ? {} : { cseName }),
  })
}
