import {
  buildRequest,
  operation,
  resourceName,
  resourceOf,
  resourceType,
  type RequestParameters,
  type RequestPrimitive,
  type ValueObject,
} from '../primitive/index.js'
import type { Edition } from '../spec/index.js'
import { describeReply, PreconditionError, type Reply, type ReplyOutcome } from './exchange.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import type { EvidenceReference } from './watcher.js'

/** All accessControlOperations of TS-0004 together. */
const everyOperation = 63

const operationNames: Readonly<Record<number, string>> = {
  1: 'CREATE',
  2: 'RETRIEVE',
  3: 'UPDATE',
  4: 'DELETE',
  5: 'NOTIFY',
}

/** One line on a request, for findings: `CREATE of m2m:cnt to cse-in/ae1 (rqi r7)`. */
export function describeRequest(request: RequestPrimitive): string {
  const name = operationNames[request.op] ?? `operation ${String(request.op)}`
  const what = request.pc === undefined ? '' : ` of ${Object.keys(request.pc).join(', ')}`
  const transfer = request.rt === undefined ? '' : `, rt ${request.rt.rtv}`
  const from = request.fr === undefined ? 'without fr' : `fr ${request.fr}`
  return `${name}${what} to ${request.to} (${from}, rqi ${request.rqi}${transfer})`
}

/** Sends requests of one originator over one connection after another. */
export class Requester {
  constructor(
    /** The connection in use; undefined while closed. */
    public connection: PrimitiveConnection | undefined,
    /** The originator's identifier as it goes into `fr`. */
    public originator: string | undefined,
    protected readonly edition: Edition,
    protected readonly nextIdentifier: () => string,
  ) {}

  /** Completes a request primitive: rqi, fr and rvi are filled in where the case left them out. */
  build(parameters: RequestParameters): RequestPrimitive {
    return buildRequest(this.edition, {
      rqi: this.nextIdentifier(),
      ...(this.originator === undefined ? {} : { fr: this.originator }),
      ...parameters,
    })
  }

  /** Sends a request and returns what came of it; never throws for what the SUT does. */
  async request(parameters: RequestParameters, deadlineMs?: number): Promise<Reply> {
    return this.requestAs(this.build(parameters), deadlineMs)
  }

  /** Sends this very request primitive, completed or not. */
  async requestAs(request: RequestPrimitive, deadlineMs?: number): Promise<Reply> {
    const { connection } = this
    await connection?.quiet()
    const outcome: ReplyOutcome =
      connection === undefined
        ? { kind: 'not sent', reason: 'there is no open connection' }
        : await connection.request(request, deadlineMs)
    return this.reply(request, outcome)
  }

  /** Puts a request and its outcome together, as cases that write the octets themselves need it. */
  reply(request: RequestPrimitive, outcome: ReplyOutcome): Reply {
    const evidence: EvidenceReference =
      'evidence' in outcome ? outcome.evidence : (this.connection?.evidence(0) ?? { file: '', row: 0 })
    return { kind: 'reply', sent: describeRequest(request), request, outcome, evidence }
  }

  create(
    to: string,
    type: number,
    attributes: ValueObject,
    more: Partial<RequestParameters> = {},
  ): Promise<Reply> {
    const name = resourceName[type] ?? 'm2m:unknown'
    return this.request({ op: operation.create, to, ty: type, pc: { [name]: attributes }, ...more })
  }

  retrieve(to: string, more: Partial<RequestParameters> = {}): Promise<Reply> {
    return this.request({ op: operation.retrieve, to, ...more })
  }

  update(
    to: string,
    type: number,
    attributes: ValueObject,
    more: Partial<RequestParameters> = {},
  ): Promise<Reply> {
    const name = resourceName[type] ?? 'm2m:unknown'
    return this.request({ op: operation.update, to, pc: { [name]: attributes }, ...more })
  }

  delete(to: string, more: Partial<RequestParameters> = {}): Promise<Reply> {
    return this.request({ op: operation.delete, to, ...more })
  }

  /** Sends a NOTIFY with this content. */
  notify(to: string, content: ValueObject, more: Partial<RequestParameters> = {}): Promise<Reply> {
    return this.request({ op: operation.notify, to, pc: content, ...more })
  }
}

/** The response of a reply when it has this status code; undefined otherwise. */
export function responseWith(reply: Reply, ...codes: readonly number[]): ValueObject | undefined {
  if (reply.outcome.kind !== 'response') return undefined
  const { response } = reply.outcome
  return response.rsc !== undefined && codes.includes(response.rsc) ? (response.pc ?? {}) : undefined
}

/** The content of a response that reports success (2xxx, TS-0004 6.6.2), with whatever code; undefined otherwise. */
function contentOfSuccess({ outcome }: Reply): ValueObject | undefined {
  if (outcome.kind !== 'response') return undefined
  const { rsc = 0, pc = {} } = outcome.response
  return rsc >= 2000 && rsc <= 2999 ? pc : undefined
}

/**
 * A reply that must be a success for the case to get anywhere: returns the attributes of the resource in it. `codes` are
 * the right ones; another code of success will do here, since the cases on that code judge it.
 * Throws a {@link PreconditionError} that says what was sent and what came.
 */
export function required(reply: Reply, ...codes: readonly number[]): ValueObject {
  const content = responseWith(reply, ...codes) ?? contentOfSuccess(reply)
  if (content === undefined) {
    throw new PreconditionError(
      `${reply.sent} was needed to get here and should have been answered with ${codes.join(' or ')}, ` +
        `but came ${describeReply(reply.outcome)}`,
    )
  }
  return resourceOf(content)?.attributes ?? content
}

/** How an AE is registered. */
export interface Registration {
  /** Path of the <AE> that works as `to`. */
  readonly target: string
  /** AE-ID that the registrar assigned (`aei`). */
  readonly identifier: string
  /** Attributes of the response. */
  readonly attributes: ValueObject
}

/** A registered AE with its connection. */
export class Session extends Requester {
  constructor(
    connection: PrimitiveConnection,
    readonly registration: Registration,
    edition: Edition,
    nextIdentifier: () => string,
    private readonly opener: (originator: string) => Promise<PrimitiveConnection>,
    /** Milliseconds to wait before something counts as absent: the configured window or five round trips. */
    readonly silenceMs: () => number,
  ) {
    super(connection, registration.identifier, edition, nextIdentifier)
  }

  /** `to` of the own <AE>. */
  get target(): string {
    return this.registration.target
  }

  /** The AE-ID, as notification targets and `fr` use it. */
  get identifier(): string {
    return this.registration.identifier
  }

  /** The open connection. Throws a {@link PreconditionError} while there is none. */
  get open(): PrimitiveConnection {
    if (this.connection === undefined) throw new PreconditionError('the connection of the AE is closed')
    return this.connection
  }

  /** Opens a further connection with the handshake of this originator and goes on with it. */
  async reopen(): Promise<PrimitiveConnection> {
    this.connection = await this.opener(this.identifier)
    return this.connection
  }

  /** Creates a container below the own <AE>; returns its path. A refusal makes the case inconclusive. */
  async container(name: string, attributes: ValueObject = {}): Promise<string> {
    required(await this.create(this.target, resourceType.container, { rn: name, ...attributes }), 2001)
    return `${this.target}/${name}`
  }

  /** Creates a contentInstance; a refusal makes the case inconclusive. */
  async content(container: string, content: string): Promise<ValueObject> {
    return required(await this.create(container, resourceType.contentInstance, { con: content }), 2001)
  }

  /**
   * Subscribes at `target` for the given event types (`net`), notifying `to`; a refusal makes the case
   * inconclusive. Returns the path of the <subscription>.
   */
  async subscription(
    target: string,
    name: string,
    to: readonly string[],
    eventTypes: readonly number[] = [3],
  ): Promise<string> {
    const attributes = { rn: name, nu: [...to], enc: { net: [...eventTypes] }, nct: 1 }
    required(await this.create(target, resourceType.subscription, attributes), 2001)
    return `${target}/${name}`
  }

  /**
   * Lets other originators do operations on the own <AE> and below, by an <accessControlPolicy>; what the own AE may
   * do stays. `operations` is the sum of TS-0004 accessControlOperations (1 create, 2 retrieve, 4 update, 8 delete,
   * 16 notify, 32 discovery). With nobody named the policy excludes all others. Returns the identifier of the policy,
   * for resources below that are to name it too. Refusals make the case inconclusive.
   */
  async grant(others: readonly string[], operations: number): Promise<string> {
    const own = { acor: [this.identifier], acop: everyOperation }
    const policy = required(
      await this.create(this.target, resourceType.accessControlPolicy, {
        rn: 'policy',
        pv: { acr: others.length === 0 ? [own] : [own, { acor: [...others], acop: operations }] },
        pvs: { acr: [own] },
      }),
      2001,
    )
    const identifier = typeof policy['ri'] === 'string' ? policy['ri'] : `${this.target}/policy`
    required(await this.update(this.target, resourceType.AE, { acpi: [identifier] }), 2004)
    return identifier
  }
}
