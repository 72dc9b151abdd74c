import type { Value } from '../primitive/types.js'
import { AccessControl } from './access.js'
import { Addressing } from './addressing.js'
import { supportedTypes } from './attributes.js'
import { Connections } from './connections.js'
import { Lifecycle } from './lifecycle.js'
import type { Settings } from './options.js'
import { Registry } from './registry.js'
import { Router } from './router.js'
import type { Rules } from './rules.js'
import { Subscriptions } from './subscriptions.js'
import { ResourceTree } from './tree.js'

/** The parts of the CSE behind the connections, put together once. */
export interface Domain {
  readonly settings: Settings
  readonly rules: Rules
  readonly tree: ResourceTree
  readonly addressing: Addressing
  readonly access: AccessControl
  readonly registry: Registry
  readonly connections: Connections
  readonly router: Router
  readonly subscriptions: Subscriptions
  readonly lifecycle: Lifecycle
  readonly log: (line: string) => void
}

/** `cst` of an IN-CSE. */
const infrastructureNode = 1

/** Release versions that requests may carry, and that the CSEBase lists in `srv`; undefined for R2.0. */
export function supportedReleaseVersions(settings: Settings): readonly string[] | undefined {
  switch (settings.edition) {
    case 'R2.0':
      return undefined
    case 'R2A':
      return ['2a']
    case 'R3':
      return ['2a', '3']
  }
}

function baseAttributes(settings: Settings, pointsOfAccess: readonly string[]): ReadonlyMap<string, Value> {
  const attributes = new Map<string, Value>([
    ['cst', infrastructureNode],
    ['csi', settings.cseId],
    ['srt', supportedTypes],
  ])
  if (pointsOfAccess.length > 0) attributes.set('poa', pointsOfAccess)
  if (settings.edition === 'R3') attributes.set('csz', settings.serializations)
  const releases = supportedReleaseVersions(settings)
  if (releases !== undefined) attributes.set('srv', releases)
  return attributes
}

/**
 * Puts a CSE together.
 * @param pointsOfAccess `poa` of the CSEBase, before the rules have their say
 */
export function createDomain(
  settings: Settings,
  rules: Rules,
  pointsOfAccess: readonly string[],
  log: (line: string) => void,
): Domain {
  const tree = new ResourceTree({
    id: 'cb1',
    name: settings.cseName,
    attributes: baseAttributes(settings, rules.pointsOfAccess(pointsOfAccess)),
  })
  const addressing = new Addressing(settings, tree)
  const registry = new Registry(settings, rules)
  const connections = new Connections(rules)
  const access = new AccessControl(tree, registry, addressing, rules)
  const router = new Router(settings, registry, addressing, connections, rules)
  const subscriptions = new Subscriptions(settings, router, addressing, rules, {
    exhausted: (subscription) => lifecycle.removeByItself(subscription),
    log,
  })
  const lifecycle: Lifecycle = new Lifecycle(tree, registry, subscriptions, {
    deregistered: (entity) => connections.forget(entity),
  })
  return {
    settings,
    rules,
    tree,
    addressing,
    access,
    registry,
    connections,
    router,
    subscriptions,
    lifecycle,
    log,
  }
}
