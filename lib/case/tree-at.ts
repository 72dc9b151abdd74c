import { everyIcsItem } from '../spec/index.js'
import type { Configuration } from '../sut/configuration/index.js'
import { resourceTree, System, type SystemProfile, type TreeOutcome } from '../sut/index.js'
import { endpointOf } from './target.js'

/** A look needs no discovery: one serialization, and the administrator. */
function profileOf({ sut }: Configuration): SystemProfile {
  return {
    edition: sut.edition === 'auto' ? 'R2A' : sut.edition,
    cseId: sut.cseId,
    cseName: sut.cseName,
    offered: ['json'],
    registration: { from: 'stem', releaseVersions: true },
    offers: { ...everyIcsItem(false), json: true },
    pointOfAccess: undefined,
    refusesRegistered: undefined,
    adminWorks: true,
    roundTripMs: undefined,
    answersHandshakes: true,
    answersRequests: true,
  }
}

/**
 * Looks at all resources of the SUT behind a ws or wss URL, as the administrator and without leaving anything behind: the
 * state to compare before and after a run.
 */
export async function treeAt(configuration: Configuration, url: string): Promise<TreeOutcome> {
  const startedAt = performance.now()
  const system = new System(
    {
      configuration,
      ...endpointOf(url, configuration),
      clock: () => Math.round((performance.now() - startedAt) * 1000),
      watcher: { seen: () => undefined, deviated: () => undefined },
      adminTranscript: { file: '', row: () => 0 },
    },
    profileOf(configuration),
  )
  try {
    return await resourceTree(system)
  } finally {
    system.admin.close()
  }
}
