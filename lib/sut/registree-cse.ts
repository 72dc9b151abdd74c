import { resourceOf, resourceType, type ValueObject } from '../primitive/index.js'
import { editionData } from '../spec/index.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import type { Application, OpenOptions, Scope } from './scope.js'
import { required, responseWith, Session } from './session.js'
import type { System } from './system.js'

/** cseTypeID of an ASN-CSE (TS-0004 6.3.4.2.2): a CSE that is only ever a WebSocket client (TS-0020 5.2). */
const asnCse = 3

/** Where the CSE that the tester plays has its CSEBase; nothing is there but what a case answers. */
export function cseBaseOf(cseId: string): string {
  return `${cseId}/base`
}

/** An address of the SUT as another CSE writes it: SP-relative, as far as the CSE-ID of the SUT is known. */
export function seenFromAnotherCse({ profile }: System, address: string): string {
  return profile.cseId === undefined ? address : `${profile.cseId}/${address}`
}

/** Attributes of a <remoteCSE> that this edition and this SUT need, besides the name and the CSE-ID. */
export function cseAttributes({ edition, profile }: System, cseId: string): ValueObject {
  const versions = editionData[edition].supportedReleaseVersions
  return {
    cst: asnCse,
    cb: cseBaseOf(cseId),
    rr: true,
    ...(versions !== undefined && profile.registration.releaseVersions ? { srv: versions } : {}),
    ...(profile.pointOfAccess === undefined ? {} : { poa: [profile.pointOfAccess] }),
  }
}

/** The application of a CSE for its registration. */
export interface CseApplication extends Application {
  /** Path of the <remoteCSE>, should there be one now: by the name asked for, or the one that the registrar gave it. */
  readonly path: string
}

/**
 * Asks for the registration of a CSE over a connection (TS-0004 7.4.4.2.1), and leaves what comes of it to the case.
 * Removal is taken care of. `attributes` replace or add to the usual ones; null leaves one out.
 */
export async function applyAsCse(
  scope: Scope,
  connection: PrimitiveConnection,
  cseId: string,
  attributes: ValueObject = {},
): Promise<CseApplication> {
  const { system } = scope
  const name = attributes['rn']
  const rn = typeof name === 'string' ? name : system.names.resource()
  const asked: ValueObject = { rn, csi: cseId, ...cseAttributes(system, cseId), ...attributes }
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null))
  const wanted = `${system.base}/${rn}`
  scope.adopt(wanted)
  const base = seenFromAnotherCse(system, system.base)
  const reply = await scope.requester(connection, cseId).create(base, resourceType.remoteCSE, given)
  const named = resourceOf(responseWith(reply, 2001))?.attributes['rn']
  const path = typeof named === 'string' ? `${system.base}/${named}` : wanted
  if (path !== wanted) {
    scope.disown(wanted)
    scope.adopt(path)
  }
  return { from: cseId, target: seenFromAnotherCse(system, path), path, reply }
}

/** A CSE that the tester plays, registered with the SUT: its `target` is its <remoteCSE>, its identifier the CSE-ID. */
export class RegistreeCse extends Session {
  /** Address of something that this CSE hosts, for requests of others. */
  address(name: string): string {
    return `${cseBaseOf(this.identifier)}/${name}`
  }
}

/** The CSE of an application that was accepted, on its connection; a refusal makes the case inconclusive. */
export function admittedCse(
  scope: Scope,
  connection: PrimitiveConnection,
  { from, target, reply }: CseApplication,
  options: OpenOptions = {},
): RegistreeCse {
  const { system } = scope
  return new RegistreeCse(
    connection,
    { target, identifier: from, attributes: required(reply, 2001) },
    system.edition,
    () => system.names.request(),
    (originator) => scope.open({ ...options, originator }),
    () => system.silenceMs,
  )
}

/** Opens a connection and registers a CSE over it, with these attributes; a refusal makes the case inconclusive. */
export async function registeredCse(scope: Scope, attributes: ValueObject = {}): Promise<RegistreeCse> {
  const cseId = scope.system.names.cse()
  const connection = await scope.open({ originator: cseId })
  return admittedCse(scope, connection, await applyAsCse(scope, connection, cseId, attributes))
}
