import {
  attribute,
  checkNotification,
  checkRequest,
  checkResponse,
  isValidatedResource,
  operation,
  resourceOf,
  validateResource,
  type Codec,
  type DecodeOutcome,
  type Operation,
  type PrimitiveFinding,
  type Request,
  type RequestPrimitive,
  type Response,
  type Value,
  type ValueObject,
} from '../primitive/index.js'
import { reached, type Edition, type RequirementId, type Serialization } from '../spec/index.js'
import { consequence, consequenceOf, members, type Consequence } from './consequences.js'
import type { EvidenceReference, Watcher } from './watcher.js'

/** The row on the opcode of each serialization (TS-0020 table 6.2.2.9-1). */
const opcodeRows: Readonly<Record<Serialization, RequirementId>> = {
  json: '6.2.2.9-1',
  xml: '6.2.2.9-2',
  cbor: '6.2.2.9-3',
}

const opcodeNames: Readonly<Record<1 | 2, string>> = { 1: 'text (1)', 2: 'binary (2)' }

/** Notification event types on which only a whole resource can be notified: deletion, and children that come and go. */
const eventsOfWholeResources: readonly number[] = [2, 3, 4, 5]

function isNull(attributes: ValueObject, path: string): boolean {
  return attribute(attributes, path) === null
}

/** How a response found its request. */
export type Correlation =
  | 'own'
  /** Its request was answered, or given up, before. */
  | 'again'
  /** No open request has its rqi. */
  | 'foreign'

/** Reports what is wrong with the primitives that the SUT sends, from all connections of the run. */
export class MessageWatch {
  constructor(
    private readonly edition: Edition,
    private readonly watcher: Watcher,
    /** CSE-ID of the SUT, as far as it is known. */
    private readonly cseId?: string,
  ) {}

  /** Every data message: its opcode, and whether it can be read as the agreed serialization. */
  message(opcode: 1 | 2, codec: Codec, decoded: DecodeOutcome, evidence: EvidenceReference): void {
    if (opcode !== codec.opcode) {
      this.#deviated(
        { row: opcodeRows[codec.serialization], verdict: 'fail' },
        'opcode',
        `a ${opcodeNames[opcode]} message on a connection for ${codec.serialization}, whose messages are ${opcodeNames[codec.opcode]}`,
        evidence,
      )
    }
    // What no codec can read is no serialized primitive at all (5.1-3); what another one can read is a primitive in the
    // wrong serialization (6.2.2.9-4).
    if (decoded.kind === 'undecodable') {
      this.noPrimitive(`as ${codec.serialization} ${decoded.finding.message}`, evidence)
      return
    }
    if (decoded.serialization !== codec.serialization) {
      const message = `a ${decoded.serialization} primitive on a connection for ${codec.serialization}`
      this.#deviated({ row: '6.2.2.9-4', verdict: 'fail' }, 'serialization', message, evidence)
    }
    this.watcher.seen('primitive')
  }

  /** A data message that is neither a request nor a response. */
  noPrimitive(reason: string, evidence: EvidenceReference): void {
    const leadsTo = consequenceOf('server-message-that-is-no-primitive', 'sent', '5.1-3')
    this.#deviated(leadsTo, 'no primitive', `a message that is no primitive: ${reason}`, evidence)
  }

  /** A response, and how it found its request. */
  response(
    decoded: DecodeOutcome,
    response: Response,
    correlation: Correlation,
    evidence: EvidenceReference,
    request?: RequestPrimitive,
  ): void {
    this.watcher.seen('response')
    if (request !== undefined) this.#representation(request, response, decoded, evidence)
    const findings = checkResponse(decoded, this.edition, undefined, request?.op)
    this.#findings(findings, 'response', decoded, evidence)
    if (correlation === 'again') {
      const message = `a second response with rqi ${JSON.stringify(response.rqi)}, or one after the deadline`
      this.#deviated({ row: '5.2-17', verdict: 'fail' }, 'again', message, evidence)
    }
    if (correlation === 'foreign' && response.rqi !== undefined) {
      const message = `a response with rqi ${JSON.stringify(response.rqi)}, which no open request has`
      const leadsTo = consequenceOf('response-members', 'foreign-identifier', members)
      this.#deviated(leadsTo, 'rqi-foreign', message, evidence)
    }
  }

  /** A request of the SUT, e.g. a notification. */
  request(decoded: DecodeOutcome, request: Request, evidence: EvidenceReference): void {
    this.watcher.seen('request')
    this.#findings(checkRequest(decoded, this.edition), 'request', decoded, evidence)
    if (request.op !== operation.notify) return
    this.watcher.seen('notification')
    this.#findings(checkNotification(request), 'request', decoded, evidence)
    this.#notifiedRepresentation(request, decoded, evidence)
  }

  /**
   * The resource in the answer to a creation or retrieval that asked for nothing less must be complete
   * (TS-0004 7.2.1.2, resultContent 1 by default). That of an update too in Release 3, which has a result content of its
   * own for what was modified; of the texts before none was seen that says so.
   */
  #representation(
    request: RequestPrimitive,
    response: Response,
    decoded: DecodeOutcome,
    evidence: EvidenceReference,
  ): void {
    const plain =
      (request.rcn === undefined || request.rcn === 1) &&
      request.pc?.['m2m:atrl'] === undefined &&
      !request.to.includes('#')
    if (!plain || response.rsc === undefined || !this.#wholeOnes(request.op).includes(response.rsc)) return
    this.#complete(response.pc, '/pc', 'response', decoded, evidence)
  }

  /** Codes of success with which an operation answers by a complete representation. */
  #wholeOnes(op: Operation): readonly number[] {
    if (op === operation.create || op === operation.retrieve) return [2000, 2001]
    return op === operation.update && reached(this.edition, 'R3') ? [2004] : []
  }

  /**
   * A notification of the SUT shows the resource as a whole, unless it tells of an update: only then can the subscription
   * have asked for the modified attributes alone (TS-0001 9.6.8). What the SUT passes on is not its own.
   */
  #notifiedRepresentation({ fr, pc }: Request, decoded: DecodeOutcome, evidence: EvidenceReference): void {
    if (this.cseId === undefined || fr?.endsWith(this.cseId) !== true) return
    const event = attribute(pc, '/m2m:sgn/nev')
    const type = attribute(event, '/net')
    if (typeof type !== 'number' || !eventsOfWholeResources.includes(type)) return
    this.#complete(attribute(event, '/rep'), '/pc/m2m:sgn/nev/rep', 'request', decoded, evidence)
  }

  /** Reports what a representation lacks that has to be complete. */
  #complete(
    content: Value | undefined,
    path: string,
    kind: 'request' | 'response',
    decoded: DecodeOutcome,
    evidence: EvidenceReference,
  ): void {
    const resource = resourceOf(content)
    if (resource === undefined || !isValidatedResource(resource.type)) return
    this.watcher.seen('representation')
    const missing = validateResource(resource.type, resource.attributes, this.edition, 'response')
      .filter(({ code, path: where }) => code === 'missing-member' || isNull(resource.attributes, where))
      .map((finding) => ({ ...finding, path: `${path}/${resource.name}${finding.path}` }))
    this.#findings(missing, kind, decoded, evidence)
  }

  #findings(
    findings: readonly PrimitiveFinding[],
    kind: 'request' | 'response',
    decoded: DecodeOutcome,
    evidence: EvidenceReference,
  ): void {
    const serialization = decoded.kind === 'decoded' ? decoded.serialization : 'json'
    for (const { code, row, path, message } of findings) {
      const place = path.replaceAll(/\/\d+/g, '/n')
      const leadsTo = consequence({
        code,
        kind,
        serialization,
        edition: this.edition,
        ...(row === undefined ? {} : { row }),
      })
      this.#deviated(leadsTo, `${code} ${place}`, `a ${kind} in which ${message}`, evidence)
    }
  }

  #deviated(
    leadsTo: Consequence | undefined,
    code: string,
    message: string,
    evidence: EvidenceReference,
  ): void {
    if (leadsTo !== undefined) this.watcher.deviated({ ...leadsTo, code, message, evidence })
  }
}
