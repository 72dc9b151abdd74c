import { octetFault, type WrittenFacts } from '../define.js'
import { everywhere, isObject, renamed, replaced, without, type Json, type JsonObject } from '../json.js'
import { reframed } from '../frame-reader.js'
import { inResponses, primitiveIn, serialized } from '../messages.js'
import { rejecting, serving } from '../rows.js'
import { forward, perConnection } from '../steps.js'
import type { OctetFault } from '../types.js'

type Edit = (parameters: JsonObject) => JsonObject | undefined

/** A fault in the parameters of the responses. */
function response(id: string, text: string, facts: WrittenFacts, edit: Edit): OctetFault {
  return octetFault(id, text, { ...facts, serializations: ['json'] }, inResponses(edit))
}

/** A response that cannot be matched with its request is none, seen from outside. */
const unmatched = [...serving, '6.2.2.9-7', 'TS-0004/7.2.1.2-2', 'TS-0004/8.4.2-2']

/** Edits `pc` of responses, and of nothing else. */
function inContent(edit: (content: JsonObject) => Json | undefined): Edit {
  return (parameters) =>
    replaced(parameters, 'pc', (content) => (isObject(content) ? edit(content) : undefined))
}

/** Edits the attributes of one kind of resource. */
function inResource(root: string, edit: (attributes: JsonObject) => JsonObject | undefined): Edit {
  return inContent((content) =>
    replaced(content, root, (attributes) => (isObject(attributes) ? edit(attributes) : undefined)),
  )
}

/** Edits a value that is a string, and no other. */
function inString(edit: (text: string) => string): (value: Json) => Json | undefined {
  return (value) => (typeof value === 'string' ? edit(value) : undefined)
}

/** Another rsc in place of some. */
function codes(id: string, text: string, facts: WrittenFacts, wrong: (right: number) => number): OctetFault {
  return response(id, text, facts, (parameters) =>
    replaced(parameters, 'rsc', (code) =>
      typeof code === 'number' && wrong(code) !== code ? wrong(code) : undefined,
    ),
  )
}

/** Representations of a kind of resource without one of the attributes that they must have. */
function lacks(root: string, row: string, attribute: string, name: string): OctetFault {
  return response(
    `${name}-without-${attribute}`,
    `Leaves ${attribute} out of the representations of <${name === 'ae' ? 'AE' : name}>.`,
    { kills: [row], also: ['6.2.2.9-7', '5.2-16', 'A.1-1', 'TS-0001/8.1.2-1', 'TS-0001/10.2.2.2-1'] },
    inResource(root, (attributes) =>
      Object.hasOwn(attributes, attribute) ? without(attributes, attribute) : undefined,
    ),
  )
}

/** rqi of the response before this one. */
function rqiOfBefore(): OctetFault {
  return octetFault(
    'rqi-of-another-request',
    'Answers with the rqi of the request before.',
    { kills: ['TS-0004/7.2.1.2-2', '5.2-17'], also: unmatched, serializations: ['json'] },
    perConnection(() => {
      let before: Json = 'none'
      return {
        fromServer: (frame) => {
          const primitive = primitiveIn(frame)
          if (primitive?.kind !== 'response') return frame
          const rqi = before
          before = primitive.parameters['rqi'] ?? before
          return forward(
            reframed(frame, { payload: serialized(primitive, { ...primitive.parameters, rqi }) }),
          )
        },
      }
    }),
  )
}

/** Booleans of the attributes that have such. */
const booleans = new Set(['rr', 'disr', 'ln', 'vrq', 'sud'])
const lists = new Set(['poa', 'srt', 'srv', 'lbl', 'acpi', 'nu', 'csz'])

/** TS-0004 7.2.1.2, 7.3, 7.4 and 8: what a response says, and how. */
export const responseFaults: readonly OctetFault[] = [
  response(
    'rsc-missing',
    'Leaves rsc out of its responses.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: [...unmatched, 'TS-0004/8.4.3-1'] },
    (parameters) => without(parameters, 'rsc'),
  ),
  response(
    'rsc-as-string',
    'Sends rsc as a string.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: [...unmatched] },
    (parameters) => replaced(parameters, 'rsc', String),
  ),
  response(
    'rsc-null',
    'Sends rsc with the value null.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: unmatched },
    (parameters) => ({ ...parameters, rsc: null }),
  ),
  codes(
    'rsc-of-http',
    'Sends status codes of HTTP in rsc: 200 instead of 2000.',
    { kills: ['6.2.2.9-7'], also: unmatched },
    (code) => Math.trunc(code / 1000) * 100 + (code % 100),
  ),
  codes(
    'rsc-always-2000',
    'Answers every request with rsc 2000.',
    {
      kills: ['TS-0004/7.3.3.1-1', 'TS-0004/7.3.2.1-1', '6.5-1'],
      also: [...serving, ...rejecting, '6.2.2.9-7', 'TS-0004/7.2.1.2-4', 'TS-0004/7.3.2.6-1'],
    },
    () => 2000,
  ),
  codes(
    'bad-request-as-internal-error',
    'Answers ill-formed requests with 5000.',
    { kills: ['TS-0004/7.3.2.1-1', 'TS-0004/7.3.3.3-1'], also: rejecting, editions: ['R3'] },
    (code) => (code === 4000 ? 5000 : code),
  ),
  codes(
    'bad-request-as-success',
    'Answers ill-formed requests with 2000.',
    {
      kills: ['TS-0004/7.3.2.1-1', 'TS-0004/7.3.3.3-1'],
      also: [...rejecting, '6.2.2.9-7', 'TS-0004/7.2.1.2-4'],
    },
    (code) => (code === 4000 ? 2000 : code),
  ),
  codes(
    'not-found-as-bad-request',
    'Answers requests to a resource that does not exist with 4000.',
    {
      kills: ['TS-0004/7.3.3.1-1'],
      also: [...rejecting, '5.2-17', '6.2.2.9-7', '6.4-2'],
    },
    (code) => (code === 4004 ? 4000 : code),
  ),
  codes(
    'not-found-as-success',
    'Answers requests to a resource that does not exist with 2000.',
    {
      kills: ['TS-0004/7.3.3.1-1'],
      also: [...rejecting, '5.2-17', 'TS-0004/7.2.1.2-4', '6.4-2', '6.2.2.9-7'],
    },
    (code) => (code === 4004 ? 2000 : code),
  ),
  codes(
    'unsupported-release-as-internal-error',
    'Answers requests of a release that it does not support with 5000.',
    { kills: ['TS-0004/7.3.2.1-2'], editions: ['R2A', 'R3'] },
    (code) => (code === 4001 ? 5000 : code),
  ),
  codes(
    'conflict-as-bad-request',
    'Answers a creation whose name is taken with 4000.',
    { kills: ['TS-0004/7.3.3.5-1'] },
    (code) => (code === 4105 ? 4000 : code),
  ),
  codes(
    'conflict-as-created',
    'Answers a creation whose name is taken with 2001.',
    { kills: ['TS-0004/7.3.3.5-1'], also: ['6.2.2.9-7'] },
    (code) => (code === 4105 ? 2001 : code),
  ),
  codes(
    'refusal-as-success',
    'Answers requests of originators that it does not admit with 2000, and does nothing.',
    { kills: ['6.5-1', '6.4-4'], also: [...rejecting, '6.4-2', 'TS-0004/7.2.1.2-4', '6.2.2.9-7'] },
    (code) => (code === 4103 || code === 4106 || code === 4107 ? 2000 : code),
  ),

  response(
    'rqi-missing',
    'Leaves rqi out of its responses.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: unmatched },
    (parameters) => without(parameters, 'rqi'),
  ),
  response(
    'rqi-constant',
    'Answers every request with the same rqi.',
    { kills: ['TS-0004/7.2.1.2-2', '5.2-17'], also: unmatched },
    (parameters) => ({ ...parameters, rqi: '1' }),
  ),
  response(
    'rqi-as-number',
    'Sends rqi as a number.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: unmatched },
    (parameters) => ({ ...parameters, rqi: 12345 }),
  ),
  response(
    'rqi-upper-case',
    'Sends rqi in upper case.',
    { kills: ['TS-0004/7.2.1.2-2', '5.2-17'], also: unmatched },
    (parameters) =>
      replaced(
        parameters,
        'rqi',
        inString((rqi) => rqi.toUpperCase()),
      ),
  ),
  response(
    'rqi-cut',
    'Cuts rqi to four characters.',
    { kills: ['TS-0004/7.2.1.2-2', '5.2-17'], also: unmatched },
    (parameters) =>
      replaced(
        parameters,
        'rqi',
        inString((rqi) => rqi.slice(0, 4)),
      ),
  ),
  rqiOfBefore(),

  response(
    'rvi-missing-in-release-3',
    'Leaves rvi out of its responses.',
    { kills: ['TS-0004/7.2.1.2-3'], also: ['6.2.2.9-6', '6.2.2.9-7'], editions: ['R3'] },
    (parameters) => without(parameters, 'rvi'),
  ),
  response(
    'rvi-missing-in-release-2a',
    'Leaves rvi out of its responses.',
    { kills: ['TS-0004/7.2.1.2-3'], also: ['6.2.2.9-6', '6.2.2.9-7'], verdict: 'warn', editions: ['R2A'] },
    (parameters) => without(parameters, 'rvi'),
  ),
  response(
    'rvi-as-number',
    'Sends rvi as a number.',
    {
      kills: ['TS-0004/8.4.2-2', 'TS-0004/7.2.1.2-3'],
      also: ['6.2.2.9-6', '6.2.2.9-7'],
      editions: ['R2A', 'R3'],
    },
    (parameters) => ({ ...parameters, rvi: 3 }),
  ),
  response(
    'rvi-of-no-release',
    'Sends a value in rvi that is no release.',
    {
      kills: ['TS-0004/7.2.1.2-3', '6.2.2.9-7'],
      also: ['6.2.2.9-6', 'TS-0004/8.4.2-2'],
      editions: ['R2A', 'R3'],
    },
    (parameters) => ({ ...parameters, rvi: 'latest' }),
  ),
  response(
    'rvi-in-release-2',
    'Sends rvi in Release 2, where the parameter does not exist.',
    { kills: ['6.2.2.9-7'], also: ['TS-0004/7.2.1.2-3', '6.2.2.9-6'], verdict: 'warn', editions: ['R2.0'] },
    (parameters) => ({ ...parameters, rvi: '2a' }),
  ),

  response(
    'response-wrapped-in-release-3',
    'Wraps its responses in m2m:rsp.',
    { kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'], also: unmatched, editions: ['R3'] },
    (parameters) => ({ 'm2m:rsp': parameters }),
  ),
  response(
    'response-wrapped-in-release-2a',
    'Wraps its responses in m2m:rsp.',
    {
      kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'],
      also: unmatched,
      verdict: 'warn',
      editions: ['R2A'],
    },
    (parameters) => ({ 'm2m:rsp': parameters }),
  ),
  response(
    'response-with-op',
    'Sends op, which marks a request, in its responses too.',
    { kills: ['TS-0004/8.4.3-1'], also: [...unmatched, 'TS-0004/7.2.1.1-1', 'TS-0004/7.2.1.1-2'] },
    (parameters) => ({ ...parameters, op: 2 }),
  ),
  response(
    'response-with-unknown-member',
    'Sends a member that TS-0004 does not know in its responses.',
    { kills: ['6.2.2.9-7'], verdict: 'warn' },
    (parameters) => ({ ...parameters, server: 'CSE 1.0' }),
  ),
  response(
    'response-with-long-names',
    'Uses the long names of the parameters in its responses.',
    { kills: ['TS-0004/8.2.1-1', 'TS-0004/7.2.1.2-1'], also: [...unmatched, 'TS-0004/8.4.3-1'] },
    ({ rsc = null, rqi = null, ...rest }) => ({ ...rest, responseStatusCode: rsc, requestIdentifier: rqi }),
  ),
  response(
    'content-with-long-name',
    'Sends content under its long name primitiveContent.',
    { kills: ['TS-0004/8.2.1-1'], also: ['6.2.2.9-7', 'TS-0004/7.2.1.2-4', '5.2-16', ...serving] },
    (parameters) => renamed(parameters, 'pc', 'primitiveContent'),
  ),
  response(
    'attributes-with-long-names',
    'Uses long names of attributes.',
    {
      kills: ['TS-0004/8.2.1-1'],
      also: [
        '6.2.2.9-7',
        'TS-0004/7.4.4.1-1',
        'TS-0004/7.4.5.1-1',
        'TS-0004/7.4.6.1-1',
        'TS-0004/7.4.7.1-1',
        '5.2-16',
      ],
    },
    inContent((content) =>
      everywhere(content, (value) =>
        isObject(value) ? (renamed(value, 'ct', 'creationTime') ?? value) : value,
      ),
    ),
  ),

  response(
    'content-missing',
    'Leaves content out of its successful responses.',
    { kills: ['TS-0004/7.2.1.2-4'], also: ['6.2.2.9-7', '5.2-16', '6.2.1-4', ...serving] },
    (parameters) =>
      parameters['rsc'] === 2000 && Object.hasOwn(parameters, 'pc') ? without(parameters, 'pc') : undefined,
  ),
  response(
    'content-with-two-members',
    'Sends content with a second member.',
    { kills: ['TS-0004/7.5.2-1', '6.2.2.9-7'] },
    inContent((content) => ({ ...content, 'm2m:dbg': 'served' })),
  ),
  response(
    'content-empty',
    'Sends an empty object as content.',
    { kills: ['TS-0004/7.5.2-1', '6.2.2.9-7'], also: ['5.2-16', '6.2.1-4', ...serving] },
    inContent(() => ({})),
  ),
  response(
    'content-in-array',
    'Sends content as an array.',
    { kills: ['TS-0004/7.5.2-1', '6.2.2.9-7', 'TS-0004/8.4.2-2'], also: ['5.2-16', '6.2.1-4', ...serving] },
    inContent((content) => [content]),
  ),
  response(
    'content-as-string',
    'Sends content as a string that holds JSON.',
    { kills: ['TS-0004/7.5.2-1', '6.2.2.9-7', 'TS-0004/8.4.2-2'], also: ['5.2-16', '6.2.1-4', ...serving] },
    inContent((content) => JSON.stringify(content)),
  ),
  response(
    'numbers-as-strings',
    'Sends the numbers among the attributes as strings.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7', '5.2-16', '6.5-1', '6.5-2', 'A.1-1'] },
    inContent((content) =>
      everywhere(content, (value) => (typeof value === 'number' ? String(value) : value)),
    ),
  ),
  response(
    'booleans-as-strings',
    'Sends the booleans among the attributes as strings.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7', '5.2-16'] },
    inContent((content) =>
      everywhere(content, (value, name) =>
        booleans.has(name) && typeof value === 'boolean' ? String(value) : value,
      ),
    ),
  ),
  response(
    'booleans-as-numbers',
    'Sends the booleans among the attributes as 0 and 1.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7', '5.2-16'] },
    inContent((content) =>
      everywhere(content, (value, name) =>
        booleans.has(name) && typeof value === 'boolean' ? Number(value) : value,
      ),
    ),
  ),
  response(
    'timestamps-as-numbers',
    'Sends timestamps as seconds since 1970.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7'] },
    inContent((content) =>
      everywhere(content, (value, name) =>
        ['ct', 'lt', 'et'].includes(name) && typeof value === 'string' ? 1_700_000_000 : value,
      ),
    ),
  ),
  response(
    'list-of-one-as-value',
    'Sends a list of one element as the element.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7', '6.2.1-4', '5.2-16'] },
    inContent((content) =>
      everywhere(content, (value, name) =>
        lists.has(name) && Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value,
      ),
    ),
  ),
  response(
    'attribute-null',
    'Sends labels with the value null where there are none.',
    { kills: ['TS-0004/8.4.2-2'], also: ['6.2.2.9-7', '5.2-16'] },
    inContent((content) =>
      everywhere(content, (value) =>
        isObject(value) && Object.hasOwn(value, 'ri') && !Object.hasOwn(value, 'lbl')
          ? { ...value, lbl: null }
          : value,
      ),
    ),
  ),

  response(
    'ae-id-without-letter',
    'Assigns AE-IDs that begin with neither C nor S.',
    { kills: ['TS-0001/10.2.2.2-1'], also: ['6.2.2.9-7', ...serving] },
    inResource('m2m:ae', (attributes) =>
      replaced(
        attributes,
        'aei',
        inString((id) => `X${id.slice(1)}`),
      ),
    ),
  ),
  response(
    'ae-id-is-not-resource-id',
    'Gives <AE> resources a resourceID that is not their AE-ID.',
    { kills: ['TS-0001/10.2.2.2-1'], also: serving },
    inResource('m2m:ae', (attributes) =>
      replaced(
        attributes,
        'ri',
        inString((id) => `ae-${id}`),
      ),
    ),
  ),
  ...['cb', 'ri', 'rr', 'lt'].map((attribute) =>
    lacks('m2m:csr', 'TS-0004/7.4.4.1-1', attribute, 'remote-cse'),
  ),
  ...['aei', 'ri', 'rr', 'api'].map((attribute) => lacks('m2m:ae', 'TS-0004/7.4.5.1-1', attribute, 'ae')),
  ...['ct', 'st', 'cni'].map((attribute) => lacks('m2m:cnt', 'TS-0004/7.4.6.1-1', attribute, 'container')),
  ...['con', 'cs', 'pi'].map((attribute) =>
    lacks('m2m:cin', 'TS-0004/7.4.7.1-1', attribute, 'content-instance'),
  ),
]
