import { defaultMaxMessage, startCse, type RunningCse } from '../cse/index.js'
import type { Configuration } from '../sut/configuration/index.js'

/** What is known of the embedded CSE without asking it: its limit on messages counts as declared. */
export function declaredOfEmbedded(configuration: Configuration): Configuration {
  const { sut } = configuration
  return { ...configuration, sut: { ...sut, maxMessage: maxMessageOf(configuration) } }
}

function maxMessageOf({ sut: { maxMessage } }: Configuration): number {
  return maxMessage === 'auto' ? defaultMaxMessage : maxMessage
}

/** Starts the embedded reference CSE for a run without a URL. It speaks one edition; `auto` means the default one. */
export function startEmbedded(configuration: Configuration): Promise<RunningCse> {
  const { edition, cseId, cseName, originators } = configuration.sut
  return startCse({
    edition: edition === 'auto' ? 'R2A' : edition,
    adminOriginator: originators.admin,
    maxMessage: maxMessageOf(configuration),
    ...(cseId === undefined ? {} : { cseId }),
    ...(cseName === undefined ? {} : { cseName }),
  })
}
