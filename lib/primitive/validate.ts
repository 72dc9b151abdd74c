import type { Edition, RequirementId } from '../spec/types.js'
import { within } from './findings.js'
import { pointerStep } from './pointer.js'
import { schemaFindings, type SchemaFinding } from './schema-findings.js'
import {
  isLarge,
  schemaErrors,
  validatedResources,
  type PrimitiveSchema,
  type ValidatedResource,
} from './schemas.js'
import { statusClass } from './status-codes.js'
import { operation, type Operation, type Value, type ValueObject } from './types.js'
import { isValueList, isValueObject, member, resourceTypeOfMember } from './values.js'

/**
 * What a representation is for. `partial` is a representation of which any attribute may be missing: results with
 * modified attributes only, partial retrievals, some notifications (TS-0004 7.2.1.2).
 */
export type ResourceUse = 'create' | 'update' | 'response' | 'partial'

/** Rows of the catalogue that demand the complete representation of a resource. */
const completeRows: Partial<Readonly<Record<ValidatedResource, RequirementId>>> = {
  AE: 'TS-0004/7.4.5.1-1',
  container: 'TS-0004/7.4.6.1-1',
  contentInstance: 'TS-0004/7.4.7.1-1',
  remoteCSE: 'TS-0004/7.4.4.1-1',
}

/** Codes that say what TS-0004 does not know; everything else is an error of the value. */
const unknownCodes: ReadonlySet<string> = new Set(['unknown-member', 'long-name'])

function check(
  schema: PrimitiveSchema,
  definition: string,
  edition: Edition,
  value: Value,
): readonly SchemaFinding[] {
  return schemaFindings(schemaErrors(schema, definition, edition, value), edition)
}

function withRow(
  findings: readonly SchemaFinding[],
  row: RequirementId | undefined,
): readonly SchemaFinding[] {
  return row === undefined ? findings : findings.map((finding) => ({ row, ...finding }))
}

const withSchema: ReadonlySet<string> = new Set(validatedResources)

/** Whether a resource type has a schema. */
export function isValidatedResource(type: string | undefined): type is ValidatedResource {
  return type !== undefined && withSchema.has(type)
}

/** Without the attributes whose value is null, which stands for deletion (TS-0004 7.3.3.7). */
function withoutDeleted(attributes: ValueObject, deletable: (name: string) => boolean): ValueObject {
  if (!Object.values(attributes).includes(null)) return attributes
  return Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => value !== null || !deletable(name)),
  )
}

/** Nulls for attributes that a complete representation must have: they cannot be deleted (TS-0004 7.3.3.7). */
function undeletable(
  type: ValidatedResource,
  attributes: ValueObject,
  edition: Edition,
): readonly SchemaFinding[] {
  const deleted = Object.keys(attributes).filter((name) => attributes[name] === null)
  if (deleted.length === 0) return []
  const mandatory = new Set(
    schemaErrors(type, 'response', edition, {}).map((error) => String(error.params['missingProperty'])),
  )
  return (
    deleted
      // That a CSEBase has no parent is written as an empty string or as null.
      .filter((name) => mandatory.has(name) && !(type === 'CSEBase' && name === 'pi'))
      .map((name) => ({
        code: 'bad-value',
        path: pointerStep(name),
        message: `${name} is null, but a mandatory attribute cannot be deleted`,
        keyword: 'null',
      }))
  )
}

function resourceFindings(
  type: ValidatedResource,
  value: Value,
  edition: Edition,
  use: ResourceUse,
): readonly SchemaFinding[] {
  const deletes = use === 'update' || use === 'partial'
  const nulls = deletes && isValueObject(value) ? undeletable(type, value, edition) : []
  // A null deletes an attribute, and in a creation it asks for the creator; elsewhere it is a value of the wrong type.
  const deletable = (name: string): boolean => deletes || (use === 'create' && name === 'cr')
  const typed = isValueObject(value) ? withoutDeleted(value, deletable) : value
  const types = check(type, 'attributes', edition, typed)
  const children = isValueObject(value) ? childFindings(value, edition) : []
  const presence =
    use === 'partial'
      ? []
      : withRow(check(type, use, edition, value), use === 'response' ? completeRows[type] : undefined)
  const contents = type === 'request' ? contentsOfRequest(value, edition) : []
  return [...types, ...nulls, ...presence, ...children, ...contents]
}

/** What a <request> keeps: the content of the request, and that of its result. */
function contentsOfRequest(value: Value, edition: Edition): readonly SchemaFinding[] {
  return [
    ...within('/pc', contentFindings(member(value, 'pc'), edition)),
    ...within('/ors/pc', contentFindings(member(member(value, 'ors'), 'pc'), edition)),
  ]
}

/** Child resources inside a representation (resultContent 4 and 8): lists by member name. Not in very large ones. */
function childFindings(parent: ValueObject, edition: Edition): readonly SchemaFinding[] {
  if (isLarge(parent)) return []
  const findings: SchemaFinding[] = []
  for (const name of Object.keys(parent)) {
    const type = resourceTypeOfMember(name)
    const children = parent[name]
    if (children === undefined || !isValidatedResource(type)) continue
    const path = pointerStep(name)
    if (!isValueList(children)) {
      findings.push(...within(path, resourceFindings(type, children, edition, 'partial')))
      continue
    }
    for (const [index, child] of children.entries())
      findings.push(...within(path + pointerStep(index), resourceFindings(type, child, edition, 'partial')))
  }
  return findings
}

/** What is inside `pc` or `rep`, by the name of the member. */
function memberFindings(name: string, value: Value, edition: Edition): readonly SchemaFinding[] {
  const type = resourceTypeOfMember(name)
  if (isValidatedResource(type)) return resourceFindings(type, value, edition, 'partial')
  switch (name) {
    case 'm2m:sgn':
      return notificationFindings(value, edition)
    case 'm2m:rsp':
      return responseFindings(value, edition)
    case 'm2m:rqp':
      return requestFindings(value, edition)
    case 'm2m:rce':
      return contentFindings(value, edition)
    case 'm2m:agr': {
      const responses = member(value, 'm2m:rsp')
      if (!isValueList(responses) || isLarge(responses)) return []
      return responses.flatMap((response, index) =>
        within(`/m2m:rsp${pointerStep(index)}`, responseFindings(response, edition)),
      )
    }
    default:
      return []
  }
}

function contentFindings(content: Value | undefined, edition: Edition): readonly SchemaFinding[] {
  if (!isValueObject(content)) return []
  return Object.entries(content).flatMap(([name, value]) =>
    within(pointerStep(name), memberFindings(name, value, edition)),
  )
}

function notificationFindings(value: Value, edition: Edition): readonly SchemaFinding[] {
  const representation = member(member(value, 'nev'), 'rep')
  return [
    ...check('notification', 'members', edition, value),
    ...check('notification', 'presence', edition, value).map((finding) =>
      finding.path === '/sur' ? { ...finding, row: 'TS-0004/6.3.5.13-1' } : finding,
    ),
    ...within('/nev/rep', contentFindings(representation, edition)),
  ]
}

/** What the status code and the operation that was asked for make mandatory or forbid (TS-0004 7.2.1.2). */
function answerFindings(
  value: Value,
  edition: Edition,
  forOperation: Operation | undefined,
): readonly SchemaFinding[] {
  const rsc = member(value, 'rsc')
  switch (typeof rsc === 'number' ? statusClass(rsc) : undefined) {
    case undefined:
      return []
    case 'acknowledgement':
      return check('response-primitive', 'answer-acknowledgement', edition, value)
    case 'success': {
      if (forOperation === undefined) return []
      if (forOperation !== operation.retrieve)
        return check('response-primitive', 'answer-done', edition, value)
      return withRow(check('response-primitive', 'answer-retrieved', edition, value), 'TS-0004/7.2.1.2-4')
    }
    case 'originator error':
    case 'receiver error':
    case 'network error':
      return check('response-primitive', 'answer-error', edition, value)
  }
}

function responseFindings(
  value: Value,
  edition: Edition,
  forOperation?: Operation,
): readonly SchemaFinding[] {
  const presence = check('response-primitive', 'presence', edition, value)
  return [
    ...check('response-primitive', 'parameters', edition, value),
    ...presence.map((finding) => ({
      ...finding,
      row: finding.path === '/rvi' ? 'TS-0004/7.2.1.2-3' : 'TS-0004/7.2.1.2-1',
    })),
    ...answerFindings(value, edition, forOperation),
    ...within('/pc', contentFindings(member(value, 'pc'), edition)),
  ]
}

const requestRows: Readonly<Record<string, RequirementId>> = {
  '/op': 'TS-0004/7.2.1.1-1',
  '/to': 'TS-0004/7.2.1.1-1',
  '/rqi': 'TS-0004/7.2.1.1-1',
  '/fr': 'TS-0004/7.2.1.1-2',
  '/rvi': 'TS-0004/7.2.1.1-3',
}

function requestFindings(value: Value, edition: Edition): readonly SchemaFinding[] {
  return [
    ...check('request-primitive', 'parameters', edition, value),
    ...check('request-primitive', 'presence', edition, value).map((finding) => {
      const row = requestRows[finding.path]
      return row === undefined ? finding : { ...finding, row }
    }),
    ...within('/pc', contentFindings(member(value, 'pc'), edition)),
  ]
}

/**
 * A finding for each thing once. Types and presence are checked apart, and may both say the same of a value.
 */
function distinct(findings: readonly SchemaFinding[]): readonly SchemaFinding[] {
  const seen = new Map<string, SchemaFinding>()
  for (const finding of findings) {
    const key = `${finding.code} ${finding.path}`
    if (!seen.has(key)) seen.set(key, finding)
  }
  return [...seen.values()]
}

function errors(findings: readonly SchemaFinding[]): readonly SchemaFinding[] {
  return distinct(findings.filter(({ code }) => !unknownCodes.has(code)))
}

function unknowns(findings: readonly SchemaFinding[]): readonly SchemaFinding[] {
  return distinct(findings.filter(({ code }) => unknownCodes.has(code)))
}

/**
 * A response primitive without its wrapper against TS-0004 7.2.1.2 and what is inside its content, types only. With
 * `forOperation`, the operation that it answers, also what a success must and must not carry. Members that TS-0004 does
 * not know are left to {@link unknownMembers}. Paths begin at the primitive.
 */
export function validateResponse(
  value: Value,
  edition: Edition,
  forOperation?: Operation,
): readonly SchemaFinding[] {
  return errors(responseFindings(value, edition, forOperation))
}

/** A request primitive without its wrapper against TS-0004 7.2.1.1; like {@link validateResponse}. */
export function validateRequest(value: Value, edition: Edition): readonly SchemaFinding[] {
  return errors(requestFindings(value, edition))
}

/** The value of `m2m:sgn` against TS-0004 6.3.5.13. Paths begin at the notification. */
export function validateNotification(value: Value, edition: Edition): readonly SchemaFinding[] {
  return errors(notificationFindings(value, edition))
}

/**
 * The attributes of a resource against TS-0004 7.4: data types, and which attributes this use must and must not have.
 * Paths begin at the attributes. Members that TS-0004 does not know are left to {@link unknownMembers}.
 */
export function validateResource(
  type: ValidatedResource,
  attributes: Value,
  edition: Edition,
  use: ResourceUse,
): readonly SchemaFinding[] {
  return errors(resourceFindings(type, attributes, edition, use))
}

/**
 * Members of a primitive that TS-0004 does not know, at any level, among them long names. With a resource type, of the
 * attributes of such a resource. Attributes of types without a schema here, of other namespaces too, count as known.
 */
export function unknownMembers(
  value: Value,
  edition: Edition,
  type?: ValidatedResource,
): readonly SchemaFinding[] {
  if (type !== undefined) return unknowns(resourceFindings(type, value, edition, 'partial'))
  const isRequest = member(value, 'op') !== undefined
  return unknowns(isRequest ? requestFindings(value, edition) : responseFindings(value, edition))
}

/** Errors and unknown members of a primitive together, for {@link checkResponse} and its like. */
export function allFindings(
  kind: 'request' | 'response',
  value: Value,
  edition: Edition,
  forOperation?: Operation,
): readonly SchemaFinding[] {
  return distinct(
    kind === 'request' ? requestFindings(value, edition) : responseFindings(value, edition, forOperation),
  )
}
