import {
  attribute,
  checkNotification,
  checkRequest,
  checkResponse,
  isValidatedResource,
  operation,
  resourceOf,
  type Codec,
  type DecodeOutcome,
  type PrimitiveFinding,
  type PrimitiveFindingCode,
  type Request,
  type RequestPrimitive,
  type Response,
  validateResource,
} from '../primitive/index.js'
import type { Edition, RequirementId, Serialization } from '../spec/index.js'
import type { Deviation, EvidenceReference, Watcher } from './watcher.js'

/** The row on the opcode of each serialization (TS-0020 table 6.2.2.9-1). */
const opcodeRows: Readonly<Record<Serialization, RequirementId>> = {
  json: '6.2.2.9-1',
  xml: '6.2.2.9-2',
  cbor: '6.2.2.9-3',
}

const opcodeNames: Readonly<Record<1 | 2, string>> = { 1: 'text (1)', 2: 'binary (2)' }

/** How a response found its request. */
export type Correlation =
  | 'own'
  /** Its request was answered, or given up, before. */
  | 'again'
  /** No open request has its rqi. */
  | 'foreign'

interface Consequence {
  readonly row: RequirementId
  readonly verdict: Deviation['verdict']
}

const members: RequirementId = '6.2.2.9-7'
const release: RequirementId = '6.2.2.9-6'

/**
 * What each finding on a primitive of the SUT leads to, by the Readings on 6.2.2.9-6 and 6.2.2.9-7. Undefined: told
 * elsewhere already. Where the finding names a row of its own, and the Readings do not, that row is taken.
 */
const consequences: Readonly<Record<PrimitiveFindingCode, Consequence | undefined>> = {
  // A message that cannot be read is told by `message`.
  empty: undefined,
  syntax: undefined,
  'too-deep': undefined,
  'too-large': undefined,
  'not-an-object': undefined,
  'wrong-root': undefined,
  'document-type': undefined,
  // The receiver of the frames tells it (RFC 6455 5.6).
  'invalid-utf8': undefined,
  'byte-order-mark': { row: 'TS-0004/8.4.2-1', verdict: 'fail' },
  'duplicate-member': { row: 'TS-0004/8.4.2-1', verdict: 'fail' },
  'lone-surrogate': { row: 'TS-0004/8.4.2-1', verdict: 'noted' },
  'integer-with-fraction': { row: members, verdict: 'warn' },
  'unsafe-integer': { row: members, verdict: 'noted' },
  'negative-zero': { row: members, verdict: 'noted' },
  'number-out-of-range': { row: members, verdict: 'noted' },
  'beside-wrapper': { row: release, verdict: 'fail' },
  'trailing-octets': { row: members, verdict: 'fail' },
  // The examples of TS-0004 8.5.2 have them, against the rule of 8.5.
  'byte-string': { row: members, verdict: 'warn' },
  'key-not-text': { row: members, verdict: 'fail' },
  tag: { row: members, verdict: 'warn' },
  'simple-value': { row: members, verdict: 'fail' },
  'wrong-encoding': { row: members, verdict: 'fail' },
  'wrong-namespace': { row: members, verdict: 'fail' },
  'element-order': { row: members, verdict: 'warn' },
  'attribute-or-element': { row: members, verdict: 'fail' },
  'unknown-attribute': { row: members, verdict: 'warn' },
  'stray-text': { row: members, verdict: 'fail' },
  'more-findings': undefined,
  'not-a-response': undefined,
  'not-a-request': undefined,
  'op-and-rsc': { row: 'TS-0004/8.4.3-1', verdict: 'fail' },
  'rsc-missing': { row: members, verdict: 'fail' },
  'rsc-wrong-type': { row: members, verdict: 'fail' },
  'rsc-unlisted': { row: members, verdict: 'noted' },
  'rqi-missing': { row: members, verdict: 'fail' },
  'rqi-wrong-type': { row: members, verdict: 'fail' },
  'rqi-foreign': { row: members, verdict: 'fail' },
  'rvi-missing': { row: members, verdict: 'fail' },
  'rvi-unexpected': { row: members, verdict: 'warn' },
  'rvi-wrong-type': { row: members, verdict: 'fail' },
  'rvi-unlisted': { row: members, verdict: 'noted' },
  wrapped: { row: release, verdict: 'fail' },
  'not-wrapped': { row: release, verdict: 'warn' },
  'wrapper-mismatch': { row: release, verdict: 'fail' },
  'content-members': { row: 'TS-0004/7.5.2-1', verdict: 'fail' },
  'unknown-member': { row: members, verdict: 'warn' },
  'long-name': { row: 'TS-0004/8.2.1-1', verdict: 'fail' },
  'missing-member': { row: members, verdict: 'fail' },
  'not-allowed': { row: members, verdict: 'fail' },
  'wrong-type': { row: 'TS-0004/8.4.2-2', verdict: 'fail' },
  'bad-value': { row: members, verdict: 'fail' },
}

/** Where an edition is milder than the table. */
const milder: Partial<
  Readonly<Record<Edition, Partial<Readonly<Record<PrimitiveFindingCode, Deviation['verdict']>>>>>
> = {
  R2A: { 'rvi-missing': 'warn', wrapped: 'warn' },
}

/** What holds for one serialization instead: nobody else looks at the strings of a binary message. */
const ownConsequences: Readonly<Record<Serialization, Partial<typeof consequences>>> = {
  json: {},
  xml: {},
  cbor: { 'invalid-utf8': { row: members, verdict: 'fail' } },
}

/** Rows of TS-0004 8.4, on JSON; what they say of structure and types counts at 6.2.2.9-7 for XML and CBOR. */
const rowsOnJson = /^TS-0004\/8\.4\./

/** Findings on rsc, rqi and rvi of a response count at 6.2.2.9-7, whatever row of TS-0004 says the same. */
const readByTs0020 = /^r(sc|qi|vi)-/

/** Reports what is wrong with the primitives that the SUT sends, from all connections of the run. */
export class MessageWatch {
  constructor(
    private readonly edition: Edition,
    private readonly watcher: Watcher,
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
    this.#deviated(
      { row: '5.1-3', verdict: 'fail' },
      'no primitive',
      `a message that is no primitive: ${reason}`,
      evidence,
    )
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
    this.#findings(checkResponse(decoded, this.edition, undefined), 'response', decoded, evidence)
    if (correlation === 'again') {
      const message = `a second response with rqi ${JSON.stringify(response.rqi)}, or one after the deadline`
      this.#deviated({ row: '5.2-17', verdict: 'fail' }, 'again', message, evidence)
    }
    if (correlation === 'foreign' && response.rqi !== undefined) {
      const message = `a response with rqi ${JSON.stringify(response.rqi)}, which no open request has`
      this.#deviated({ row: members, verdict: 'fail' }, 'rqi-foreign', message, evidence)
    }
  }

  /** A request of the SUT, e.g. a notification. */
  request(decoded: DecodeOutcome, request: Request, evidence: EvidenceReference): void {
    this.watcher.seen('request')
    this.#findings(checkRequest(decoded, this.edition), 'request', decoded, evidence)
    if (request.op !== operation.notify) return
    this.watcher.seen('notification')
    this.#findings(checkNotification(request), 'request', decoded, evidence)
  }

  /**
   * The resource in the answer to a creation or retrieval that asked for nothing less must be complete
   * (TS-0004 7.2.1.2, resultContent 1 by default).
   */
  #representation(
    request: RequestPrimitive,
    response: Response,
    decoded: DecodeOutcome,
    evidence: EvidenceReference,
  ): void {
    const whole = request.op === operation.create || request.op === operation.retrieve
    const plain =
      request.rcn === undefined && request.pc?.['m2m:atrl'] === undefined && !request.to.includes('#')
    if (!whole || !plain || (response.rsc !== 2000 && response.rsc !== 2001)) return
    const resource = resourceOf(response.pc)
    if (resource === undefined || !isValidatedResource(resource.type)) return
    this.watcher.seen('representation')
    const missing = validateResource(resource.type, resource.attributes, this.edition, 'response')
      .filter(({ code, path }) => code === 'missing-member' || attribute(resource.attributes, path) === null)
      .map((finding) => ({ ...finding, path: `/pc/${resource.name}${finding.path}` }))
    this.#findings(missing, 'response', decoded, evidence)
  }

  #findings(
    findings: readonly PrimitiveFinding[],
    kind: 'request' | 'response',
    decoded: DecodeOutcome,
    evidence: EvidenceReference,
  ): void {
    const serialization = decoded.kind === 'decoded' ? decoded.serialization : 'json'
    for (const finding of findings) {
      const usual = ownConsequences[serialization][finding.code] ?? consequences[finding.code]
      if (usual === undefined) continue
      const byReading = kind === 'response' && readByTs0020.test(finding.code)
      const named = byReading ? usual.row : (finding.row ?? usual.row)
      const row = serialization !== 'json' && rowsOnJson.test(named) ? members : named
      const verdict = milder[this.edition]?.[finding.code] ?? usual.verdict
      const place = finding.path.replaceAll(/\/\d+/g, '/n')
      this.#deviated(
        { row, verdict },
        `${finding.code} ${place}`,
        `a ${kind} in which ${finding.message}`,
        evidence,
      )
    }
  }

  #deviated({ row, verdict }: Consequence, code: string, message: string, evidence: EvidenceReference): void {
    this.watcher.deviated({ row, code, verdict, message, evidence })
  }
}
