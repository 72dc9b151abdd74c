import { operation, resourceType } from '../primitive/types.js'
import type { Settings } from './options.js'
import type { Request } from './request.js'
import type { Admission, AdmissionView, Rules } from './rules.js'
import { badRequest, RequestError } from './status.js'
import type { Resource } from './tree.js'
import { isTextList } from './values.js'

/** An AE or CSE that has registered. */
export interface Registration {
  /** AE-ID stem, or SP-relative CSE-ID. */
  readonly entity: string
  readonly kind: 'AE' | 'CSE'
  /** The <AE> or <remoteCSE>. */
  readonly resource: Resource
  /** Number of the connection by which it registered. */
  readonly connection: number
}

/** Who sent a request, after admission. */
export interface Originator {
  /** As access control knows it: AE-ID stem, CSE-ID, or `/cse/C1` for an AE behind a registered CSE. */
  readonly id: string
  /** Whose connection the request came by: the AE or CSE registered here; undefined before it is. */
  readonly entity: string | undefined
  readonly kind: 'administrator' | 'AE' | 'CSE' | 'applicant'
  /** Passes every access control. */
  readonly trusted: boolean
}

/** How many ended registrations are remembered; they are refused like any unknown one afterwards. */
const mostFormer = 10_000

const stem = /^[CS][A-Za-z0-9._~-]*$/
const cseIdentifier = /^\/[A-Za-z0-9][A-Za-z0-9._~-]*$/

/** Whether a text is an AE-ID stem, or the `C` or `S` by which one is asked for (TS-0001 7.2, 10.2.2.2). */
export function isStem(text: string): boolean {
  return stem.test(text)
}

/** Whether `rr` of a registration says that requests can be sent to it. */
export function isReachable(resource: Resource): boolean {
  return resource.attributes.get('rr') === true
}

/** pointOfAccess of a registration. */
export function pointsOfAccess(resource: Resource): readonly string[] {
  const value = resource.attributes.get('poa')
  return isTextList(value) ? value : []
}

interface Standing {
  readonly standing: AdmissionView['standing']
  readonly originator: Originator
  readonly registration: Registration | undefined
}

/** Who is registered here, and who is let in (TS-0020 6.4, 6.5). */
export class Registry {
  readonly #registrations = new Map<string, Registration>()
  readonly #former = new Set<string>()

  constructor(
    private readonly settings: Settings,
    private readonly rules: Rules,
  ) {}

  get(entity: string): Registration | undefined {
    return this.#registrations.get(entity)
  }

  /** The registration that a resource stands for; undefined for any other resource. */
  of(resource: Resource): Registration | undefined {
    const registration = this.#registrations.get(resource.owner)
    return registration?.resource === resource ? registration : undefined
  }

  enter(registration: Registration): void {
    this.#registrations.set(registration.entity, registration)
    this.#former.delete(registration.entity)
  }

  /** The <AE> or <remoteCSE> is gone. Returns whether the registration ended with it. */
  leave(entity: string): boolean {
    if (!this.rules.deregisters(entity)) return false
    if (this.#registrations.delete(entity)) this.#former.add(entity)
    const [oldest] = this.#former
    if (this.#former.size > mostFormer && oldest !== undefined) this.#former.delete(oldest)
    return true
  }

  /** Entities whose registration came by a connection. */
  registeredOver(connection: number): readonly string[] {
    return [...this.#registrations.values()]
      .filter((registration) => registration.connection === connection)
      .map((registration) => registration.entity)
  }

  /**
   * Whether a request is dealt with, and for whom.
   * @throws RequestError 4000 for an originator that is none, or the code of a refusal by the rules
   */
  admit(request: Request, connection: number): Originator {
    const found = this.#standing(request)
    const view: AdmissionView = {
      operation: request.op,
      from: request.from,
      target: request.to,
      standing: found.standing,
      entity: request.from?.startsWith('/') ? 'CSE' : 'AE',
      connection,
      registeredOver: found.registration?.connection,
    }
    const admission: Admission = this.rules.admit(view)
    switch (admission.kind) {
      case 'admitted':
        return found.originator
      case 'trusted':
        return { ...found.originator, trusted: true }
      case 'refused':
        throw new RequestError(admission.rsc, 'the originator is not registered here')
    }
  }

  #standing(request: Request): Standing {
    const { from } = request
    const creates = request.op === operation.create
    const createsAe = creates && request.type === resourceType.AE
    if (from === undefined || from === '') {
      if (!createsAe) throw badRequest('fr is missing')
      return this.#applicant('C')
    }
    const registration = this.#registrations.get(from)
    if (from === this.settings.adminOriginator) {
      const originator: Originator = { id: from, entity: from, kind: 'administrator', trusted: true }
      return { standing: 'administrator', originator, registration }
    }
    if (from.startsWith('/')) return this.#throughCse(request, from)
    if (registration !== undefined) {
      const originator: Originator = { id: from, entity: from, kind: 'AE', trusted: false }
      return { standing: 'registered', originator, registration }
    }
    if (createsAe) {
      if (!isStem(from)) throw badRequest('fr of a registration is C, S or an AE-ID stem that starts so')
      return this.#applicant(from)
    }
    return this.#outsider(from)
  }

  /** A CSE, or an AE behind one. */
  #throughCse(request: Request, from: string): Standing {
    const provider = `//${this.settings.serviceProvider}`
    const relative = from.startsWith(`${provider}/`) ? from.slice(provider.length) : from
    const [, cse = '', ...rest] = relative.split('/')
    const entity = `/${cse}`
    if (entity === this.settings.cseId && rest.length > 0) {
      throw badRequest('an AE of this registrar gives its AE-ID stem in fr')
    }
    const registration = this.#registrations.get(entity)
    if (registration !== undefined) {
      const originator: Originator = {
        id: relative,
        entity,
        kind: rest.length === 0 ? 'CSE' : 'AE',
        trusted: false,
      }
      return { standing: 'registered', originator, registration }
    }
    const registers = request.op === operation.create && request.type === resourceType.remoteCSE
    if (registers && rest.length === 0 && cseIdentifier.test(relative) && relative !== this.settings.cseId) {
      return this.#applicant(relative)
    }
    return this.#outsider(relative)
  }

  #applicant(id: string): Standing {
    const originator: Originator = { id, entity: undefined, kind: 'applicant', trusted: false }
    return { standing: 'applicant', originator, registration: undefined }
  }

  #outsider(id: string): Standing {
    const originator: Originator = { id, entity: undefined, kind: 'AE', trusted: false }
    return { standing: this.#former.has(id) ? 'former' : 'unknown', originator, registration: undefined }
  }
}
