import { editionData } from '../spec/editions.js'
import type { Edition, RequirementId } from '../spec/types.js'
import { classify } from './classify.js'
import type { CodecFinding, DecodeOutcome, Wrapped } from './codec.js'
import { within, type PrimitiveFinding, type PrimitiveFindingCode } from './findings.js'
import { isIntegerMember } from './members.js'
import { pointerStep, pointerSteps } from './pointer.js'
import type { Request } from './request.js'
import type { Response } from './response.js'
import { spoken } from './spoken.js'
import { statusClass, statusCodeNames } from './status-codes.js'
import { wrapper, type Operation, type Value } from './types.js'
import { allFindings } from './validate.js'
import { member } from './values.js'

type Decoded = Extract<DecodeOutcome, { readonly kind: 'decoded' }>

/** Attributes whose values are the application's own: numbers inside are not of an integer data type. */
const anyValued: ReadonlySet<string> = new Set(['con', 'val'])

/**
 * Whether a remark about the way a number is written concerns an integer of oneM2M: `con: 20.0` is a fine decimal
 * number, `rsc: 2000.0` is not.
 */
function concerns(finding: CodecFinding): boolean {
  if (finding.code !== 'integer-with-fraction' && finding.code !== 'negative-zero') return true
  const names = pointerSteps(finding.path).filter((step) => !/^\d+$/.test(step))
  const last = names.at(-1)
  return last !== undefined && isIntegerMember(last) && !names.some((name) => anyValued.has(name))
}

function codecFindings(decoded: Decoded): readonly PrimitiveFinding[] {
  return decoded.findings.filter(concerns).map(({ code, path, message }) => ({ code, path, message }))
}

function undecodable(finding: CodecFinding): readonly PrimitiveFinding[] {
  return [{ code: finding.code, path: finding.path, message: finding.message }]
}

/** Prefix of paths in the message as received. */
function prefixOf(wrapped: Wrapped): string {
  return wrapped === 'none' ? '' : pointerStep(wrapped)
}

/** The outer wrapper by edition (the Reading of 6.2.2.9-6); in XML it is the root element and always there. */
function wrapperFindings(
  { wrapped, serialization }: Decoded,
  expected: Exclude<Wrapped, 'none'>,
  edition: Edition,
): readonly PrimitiveFinding[] {
  const path = prefixOf(wrapped)
  if (wrapped === 'none') {
    if (!editionData[edition].wrapsJson) return []
    return [
      {
        code: 'not-wrapped',
        path,
        message: `the primitive is not inside ${expected}, as ${edition} shows it`,
      },
    ]
  }
  if (wrapped !== expected) {
    const message = `the primitive is inside ${wrapped}, while ${expected} is its wrapper`
    return [{ code: 'wrapper-mismatch', path, message }]
  }
  if (serialization === 'xml' || editionData[edition].wrapsJson) return []
  return [
    { code: 'wrapped', path, message: `the primitive is inside ${wrapped}, while ${edition} has no wrapper` },
  ]
}

/** releaseVersionIndicator; its absence is a finding from R2A on, and its presence is one in R2.0. */
function releaseVersionFindings(
  found: Value | undefined,
  edition: Edition,
  row: RequirementId,
): readonly PrimitiveFinding[] {
  const finding = (code: PrimitiveFindingCode, message: string): readonly PrimitiveFinding[] => [
    { code, path: '/rvi', message, row },
  ]
  if (editionData[edition].releaseVersion === undefined) {
    return found === undefined
      ? []
      : finding('rvi-unexpected', `there is rvi, which ${edition} does not know`)
  }
  if (found === undefined)
    return finding('rvi-missing', `rvi is missing, which a primitive of ${edition} has`)
  if (typeof found !== 'string')
    return finding('rvi-wrong-type', `rvi is ${spoken(found)}, and should be a string`)
  if (['2', '2a', '3'].includes(found)) return []
  // A later release may add values, but none that does not look like a release.
  if (!/^[1-9]\d?[a-z]?$/.test(found))
    return [
      { code: 'bad-value', path: '/rvi', message: `rvi is ${spoken(found)}, which is no release version` },
    ]
  return finding('rvi-unlisted', `rvi is ${spoken(found)}, while TS-0004 lists "2", "2a" and "3"`)
}

function statusFindings(rsc: number | undefined): readonly PrimitiveFinding[] {
  if (rsc === undefined || Object.hasOwn(statusCodeNames, rsc)) return []
  const message = `rsc is ${rsc}, which is not among the response status codes of TS-0004`
  // A later release may add codes, but none outside the classes.
  return [{ code: statusClass(rsc) === undefined ? 'bad-value' : 'rsc-unlisted', path: '/rsc', message }]
}

function identifierFindings(
  response: Response,
  expectedRqi: string | undefined,
): readonly PrimitiveFinding[] {
  if (expectedRqi === undefined || response.rqi === undefined || response.rqi === expectedRqi) return []
  const message = `rqi is ${spoken(response.rqi)}, while the request had ${JSON.stringify(expectedRqi)}`
  return [{ code: 'rqi-foreign', path: '/rqi', message, row: 'TS-0004/7.2.1.2-2' }]
}

/** Parameters of a response that have findings of their own. */
const ownParameters: ReadonlySet<string> = new Set(['/op', '/rsc', '/rqi', '/rvi'])

/**
 * Everything that is wrong with a message that should be a response primitive, by code; the layer above maps codes to
 * rows and Readings. `expectedRqi` is that of the request; undefined: any will do. `forOperation`: the operation of the
 * request, on which depends what a success must and must not carry. Paths begin at the message as received.
 */
export function checkResponse(
  decoded: DecodeOutcome,
  edition: Edition,
  expectedRqi: string | undefined,
  forOperation?: Operation,
): readonly PrimitiveFinding[] {
  if (decoded.kind === 'undecodable') return undecodable(decoded.finding)
  const { value, wrapped } = decoded
  const prefix = prefixOf(wrapped)
  const response = classify(value, wrapped)
  if (response.kind !== 'response') {
    const message =
      response.kind === 'request'
        ? 'a request came where a response is due'
        : `this is no response: ${response.reason}`
    return [
      ...codecFindings(decoded),
      { code: 'not-a-response', path: prefix, message, row: 'TS-0004/8.4.3-1' },
    ]
  }
  const schema = allFindings('response', value, edition, forOperation).filter(
    ({ path }) => !ownParameters.has(path),
  )
  return [
    ...codecFindings(decoded),
    ...wrapperFindings(decoded, wrapper.response, edition),
    ...within(prefix, [
      ...response.problems,
      ...statusFindings(response.rsc),
      ...identifierFindings(response, expectedRqi),
      ...releaseVersionFindings(member(value, 'rvi'), edition, 'TS-0004/7.2.1.2-3'),
      ...schema,
    ]),
  ]
}

/**
 * Everything that is wrong with a message that should be a request primitive, its content included; like
 * {@link checkResponse}.
 */
export function checkRequest(decoded: DecodeOutcome, edition: Edition): readonly PrimitiveFinding[] {
  if (decoded.kind === 'undecodable') return undecodable(decoded.finding)
  const { value, wrapped } = decoded
  const prefix = prefixOf(wrapped)
  const request = classify(value, wrapped)
  if (request.kind !== 'request') {
    const message =
      request.kind === 'response'
        ? 'a response came where a request is due'
        : `this is no request: ${request.reason}`
    return [
      ...codecFindings(decoded),
      { code: 'not-a-request', path: prefix, message, row: 'TS-0004/8.4.3-1' },
    ]
  }
  return [
    ...codecFindings(decoded),
    ...wrapperFindings(decoded, wrapper.request, edition),
    ...within(prefix, requestFindings(request, edition)),
  ]
}

function requestFindings(request: Request, edition: Edition): readonly PrimitiveFinding[] {
  return [
    ...request.problems,
    ...releaseVersionFindings(member(request.value, 'rvi'), edition, 'TS-0004/7.2.1.1-3'),
    ...allFindings('request', request.value, edition).filter(
      ({ path }) => path !== '/rqi' && path !== '/rvi',
    ),
  ]
}

/**
 * What is wrong with a NOTIFY for a subscription beyond {@link checkRequest}: its content must be `m2m:sgn`
 * (TS-0004 7.5.1.1), or `m2m:rsp` for the result of a non-blocking request, or `m2m:agn` for an aggregation. Paths begin
 * at the primitive.
 */
export function checkNotification(request: Request): readonly PrimitiveFinding[] {
  const names = Object.keys(request.pc ?? {})
  const known = ['m2m:sgn', 'm2m:rsp', 'm2m:agn', 'm2m:seci']
  if (names.some((name) => known.includes(name))) return []
  const found =
    names.length === 0 ? 'nothing' : names.map((name) => JSON.stringify(name.slice(0, 40))).join(', ')
  const message = `the content of the notification is ${found}, where m2m:sgn is due`
  return [{ code: 'content-members', path: '/pc', message, row: 'TS-0004/7.5.1.1-1' }]
}
