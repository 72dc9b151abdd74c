import { resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { editions, type Edition } from '../spec/types.js'
import * as kind from './kinds.js'
import type { Kind } from './kinds.js'
import { badRequest, RequestError, status } from './status.js'
import { member } from './values.js'

/** What a request may do with one attribute (TS-0004 7.4; M mandatory, O optional, NP not permitted). */
interface AttributeRule {
  readonly kind: Kind
  readonly create: 'M' | 'O' | 'NP'
  readonly update: 'O' | 'NP'
  /** Multiplicity 1: an update cannot remove it. */
  readonly single: boolean
  /** First edition that knows the attribute, and first edition in which a creation needs it. */
  readonly since?: Edition
  readonly neededSince?: Edition
  /** Known to TS-0004, but not to this CSE: 5001. */
  readonly unsupported?: true
}

const readOnly: AttributeRule = { kind: kind.anything, create: 'NP', update: 'NP', single: true }
const optional = (of: Kind): AttributeRule => ({ kind: of, create: 'O', update: 'O', single: false })
/** Optional at creation, but always there afterwards. */
const defaulted = (of: Kind): AttributeRule => ({ kind: of, create: 'O', update: 'O', single: true })
const mandatory = (of: Kind): AttributeRule => ({ kind: of, create: 'M', update: 'O', single: true })
const once = (of: Kind): AttributeRule => ({ kind: of, create: 'O', update: 'NP', single: true })
const mandatoryOnce = (of: Kind): AttributeRule => ({ kind: of, create: 'M', update: 'NP', single: true })
const unsupported = (of: Kind): AttributeRule => ({ ...optional(of), unsupported: true })
const since = (edition: Edition, rule: AttributeRule): AttributeRule => ({ ...rule, since: edition })

type Table = Readonly<Record<string, AttributeRule>>

const universal: Table = {
  rn: once(kind.name),
  ty: readOnly,
  ri: readOnly,
  pi: readOnly,
  ct: readOnly,
  lt: readOnly,
  lbl: optional(kind.listOf(kind.token, 1)),
  et: defaulted(kind.timestamp),
}
const announceable: Table = {
  at: unsupported(kind.listOf(kind.uri)),
  aa: unsupported(kind.listOf(kind.text)),
}
const accessControlled: Table = {
  acpi: optional(kind.listOf(kind.uri, 1)),
  daci: unsupported(kind.listOf(kind.uri)),
}
/** May be asked for with null, and is then set by the CSE. */
const creator: Table = { cr: { kind: kind.text, create: 'O', update: 'NP', single: true } }
const stateTag: Table = { st: readOnly }
const uris = kind.listOf(kind.uri, 1)
const serializationNames = kind.listOf(kind.text, 1)

const releaseVersions: AttributeRule = {
  ...mandatory(kind.listOf(kind.text, 1)),
  create: 'O',
  since: 'R2A',
  neededSince: 'R3',
}

const registree: Table = {
  ...universal,
  ...announceable,
  ...accessControlled,
  poa: optional(uris),
  rr: mandatory(kind.truth),
  nl: optional(kind.uri),
  csz: optional(serializationNames),
  esi: unsupported(kind.anyObject),
  srv: releaseVersions,
  mei: since('R3', optional(kind.token)),
  tri: since('R3', optional(kind.integer(0, 65535))),
  trn: since('R3', optional(kind.integer(0, 2 ** 32 - 1))),
  ape: since('R3', unsupported(kind.listOf(kind.anything))),
  tren: since('R3', optional(kind.truth)),
}

/** eventNotificationCriteria: its members by name; which are served is for the subscriptions to say. */
const eventNotificationCriteria = kind.shape({
  'net?': kind.listOf(kind.integer(1, 8), 1),
  'atr?': kind.listOf(kind.anything, 1),
  'chty?': kind.listOf(kind.integer(1, 19_999), 1),
  'crb?': kind.timestamp,
  'cra?': kind.timestamp,
  'ms?': kind.timestamp,
  'us?': kind.timestamp,
  'exb?': kind.timestamp,
  'exa?': kind.timestamp,
  'sts?': kind.integer(1),
  'stb?': kind.integer(0),
  'sza?': kind.integer(0),
  'szb?': kind.integer(1),
  'om?': kind.anything,
  'md?': kind.anyObject,
  'fo?': kind.integer(1, 2),
})

const contentRef = kind.shape({ urir: kind.listOf(kind.shape({ nm: kind.text, uri: kind.uri }), 1) })

const tables: ReadonlyMap<number, Table> = new Map<number, Table>([
  [
    resourceType.accessControlPolicy,
    {
      ...universal,
      ...announceable,
      pv: mandatory(kind.accessControlRules(0)),
      pvs: mandatory(kind.accessControlRules(1)),
      adri: since('R3', unsupported(uris)),
      apri: since('R3', unsupported(uris)),
      airi: since('R3', unsupported(uris)),
    },
  ],
  [
    resourceType.AE,
    {
      ...registree,
      apn: optional(kind.text),
      api: mandatoryOnce(kind.appId),
      aei: readOnly,
      or: optional(kind.uri),
      regs: since('R3', optional(kind.integer(1, 2))),
      trps: since('R3', unsupported(kind.truth)),
      scp: since('R3', unsupported(kind.listOf(kind.text, 1))),
    },
  ],
  [
    resourceType.container,
    {
      ...universal,
      ...announceable,
      ...accessControlled,
      ...stateTag,
      ...creator,
      mni: optional(kind.integer()),
      mbs: optional(kind.integer()),
      mia: optional(kind.integer()),
      cni: readOnly,
      cbs: readOnly,
      li: readOnly,
      or: optional(kind.uri),
      disr: optional(kind.truth),
    },
  ],
  [
    resourceType.contentInstance,
    {
      ...universal,
      ...announceable,
      ...stateTag,
      ...creator,
      cnf: once(kind.contentInfo),
      cs: readOnly,
      conr: once(contentRef),
      or: once(kind.uri),
      con: mandatoryOnce(kind.anything),
    },
  ],
  [
    resourceType.CSEBase,
    {
      ...Object.fromEntries(
        ['rn', 'ty', 'ri', 'pi', 'ct', 'lt', 'lbl', 'acpi', 'cst', 'csi', 'srt', 'poa', 'csz', 'srv'].map(
          (name) => [name, readOnly],
        ),
      ),
    },
  ],
  [
    resourceType.remoteCSE,
    {
      ...registree,
      cst: once(kind.integer(1, 3)),
      cb: mandatoryOnce(kind.uri),
      csi: once(kind.uri),
      dcse: since('R3', optional(uris)),
      mtcc: since('R3', optional(kind.integer(1, 2))),
      egid: since('R3', optional(kind.token)),
    },
  ],
  [
    resourceType.request,
    {
      ...Object.fromEntries(
        'rn ty ri pi ct lt lbl et st op tg org rid mi pc rs ors'.split(' ').map((name) => [name, readOnly]),
      ),
      ...accessControlled,
    },
  ],
  [
    resourceType.subscription,
    {
      ...universal,
      ...accessControlled,
      ...creator,
      enc: optional(eventNotificationCriteria),
      exc: optional(kind.integer(1)),
      nu: mandatory(uris),
      gpi: unsupported(kind.uri),
      nfu: unsupported(kind.anything),
      bn: unsupported(kind.anyObject),
      rl: unsupported(kind.anyObject),
      psn: { ...unsupported(kind.integer(1)), update: 'NP' },
      pn: unsupported(kind.integer(1, 2)),
      nsp: unsupported(kind.integer(1)),
      ln: optional(kind.truth),
      nct: defaulted(kind.integer(1, 5)),
      nec: optional(kind.integer(2, 999)),
      su: once(kind.uri),
      acrs: since('R3', unsupported(uris)),
    },
  ],
])

/** Resource types that this CSE hosts, in ascending order: `srt` of the CSEBase. */
export const supportedTypes: readonly number[] = [...tables.keys()].sort((left, right) => left - right)

function reached(edition: Edition, first: Edition | undefined): boolean {
  return first === undefined || editions.indexOf(edition) >= editions.indexOf(first)
}

function ruleOf(type: number, name: string, edition: Edition): AttributeRule {
  const table = tables.get(type)
  const rule = table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
  if (rule === undefined || !reached(edition, rule.since)) {
    throw badRequest(`${JSON.stringify(name)} is not an attribute of this resource type`)
  }
  return rule
}

function checkValue(name: string, value: Value, rule: AttributeRule, edition: Edition): void {
  const problem = rule.kind(value, edition)
  if (problem !== undefined) throw badRequest(`attribute ${name} ${problem}`)
  if (rule.unsupported) throw new RequestError(status.notImplemented, `attribute ${name} is not supported`)
}

/** Whether the type has an attribute of that name, for partial retrieves. */
export function knowsAttribute(type: number, name: string): boolean {
  const table = tables.get(type)
  return table !== undefined && Object.hasOwn(table, name)
}

/**
 * Checks the content of a create request against TS-0004 7.4.
 * @returns the attributes given; `cr` is null where it was asked for
 * @throws RequestError 4000 for missing, forbidden, unknown and ill-formed attributes, 5001 for unsupported ones
 */
export function checkCreate(
  type: number,
  content: ValueObject,
  edition: Edition,
): ReadonlyMap<string, Value> {
  const attributes = new Map<string, Value>()
  for (const name of Object.keys(content)) {
    const rule = ruleOf(type, name, edition)
    const value = member(content, name) ?? null
    if (rule.create === 'NP') throw badRequest(`attribute ${name} cannot be given at creation`)
    if (name === 'cr') {
      if (value !== null) throw badRequest('attribute cr can only be asked for, with null')
    } else {
      checkValue(name, value, rule, edition)
    }
    attributes.set(name, value)
  }
  for (const [name, rule] of Object.entries(tables.get(type) ?? {})) {
    const needed =
      rule.create === 'M' || (rule.neededSince !== undefined && reached(edition, rule.neededSince))
    if (needed && !attributes.has(name)) throw badRequest(`attribute ${name} is missing`)
  }
  return attributes
}

/**
 * Checks the content of an update request against TS-0004 7.4.
 * @returns the attributes given; null where one is to be removed
 * @throws RequestError 4000 for forbidden, unknown and ill-formed attributes, 5001 for unsupported ones
 */
export function checkUpdate(
  type: number,
  content: ValueObject,
  edition: Edition,
): ReadonlyMap<string, Value> {
  const attributes = new Map<string, Value>()
  for (const name of Object.keys(content)) {
    const rule = ruleOf(type, name, edition)
    const value = member(content, name) ?? null
    if (rule.update === 'NP') throw badRequest(`attribute ${name} cannot be updated`)
    if (value !== null) checkValue(name, value, rule, edition)
    else if (rule.single) throw badRequest(`attribute ${name} cannot be removed`)
    attributes.set(name, value)
  }
  return attributes
}
