import type { ExtensionOffer } from '../../cse/index.js'
import { behaviourFault, type WrittenFacts } from '../define.js'
import type { BehaviourFault } from '../types.js'
import { right } from './right.js'

type Parameter = ExtensionOffer['parameters'][number]

/** A fault in how the parameters of offers are read. */
function reads(
  id: string,
  text: string,
  facts: WrittenFacts,
  read: (parameters: readonly Parameter[]) => readonly Parameter[],
): BehaviourFault {
  return behaviourFault(id, text, facts, () => ({
    acceptCompression: (offers) =>
      right.acceptCompression(offers.map((offer) => ({ ...offer, parameters: [...read(offer.parameters)] }))),
  }))
}

/** A fault in how the values of parameters are read. */
function readsValues(id: string, text: string, read: (value: string) => string): BehaviourFault {
  return reads(id, text, unacceptable, (parameters) =>
    parameters.map(({ name, value }) => ({ name, value: value === undefined ? undefined : read(value) })),
  )
}

const unacceptable: WrittenFacts = { kills: ['6.2.3.6-3'], also: ['6.2.3.6-1'] }

const defined = new Set([
  'server_no_context_takeover',
  'client_no_context_takeover',
  'server_max_window_bits',
  'client_max_window_bits',
])

/** A whole number that is cut to so many bits; other text as it is. */
function cutTo(bits: number): (value: string) => string {
  return (value) => (/^\d+$/.test(value) ? BigInt.asUintN(bits, BigInt(value)).toString() : value)
}

/** RFC 7692 7.1: which offers of compression the server accepts. */
export const compressionBehaviours: readonly BehaviourFault[] = [
  readsValues(
    'compression-numbers-read-leniently',
    'Takes whatever a number of an offer begins with: 012, +12, 12.0, 12x.',
    (value) => {
      const number = Number.parseInt(value, 10)
      return Number.isNaN(number) ? value : number.toString()
    },
  ),
  readsValues('compression-numbers-cut-to-8-bits', 'Keeps 8 bits of the numbers in an offer.', cutTo(8)),
  readsValues('compression-numbers-cut-to-32-bits', 'Keeps 32 bits of the numbers in an offer.', cutTo(32)),
  readsValues(
    'compression-windows-limited',
    'Takes windows beyond 8 to 15 bits for the nearest in that range.',
    (value) => (/^[1-9]\d*$|^0$/.test(value) ? String(Math.min(15, Math.max(8, Number(value)))) : value),
  ),
  reads(
    'compression-flags-with-values-taken',
    'Takes no notice of values where a parameter has none.',
    unacceptable,
    (parameters) =>
      parameters.map((each) =>
        each.name.endsWith('_no_context_takeover') ? { ...each, value: undefined } : each,
      ),
  ),
  reads(
    'compression-parameters-twice-taken',
    'Takes the last of several parameters with the same name.',
    unacceptable,
    (parameters) => [...new Map(parameters.map((each) => [each.name, each])).values()],
  ),
  reads(
    'compression-unknown-parameters-ignored',
    'Passes over parameters that it does not know.',
    unacceptable,
    (parameters) => parameters.filter(({ name }) => defined.has(name)),
  ),
  behaviourFault(
    'compression-without-context-declined',
    'Declines offers with server_no_context_takeover.',
    { kills: ['RFC7692/7.1.1.1-4'], verdict: 'warn' },
    () => ({
      acceptCompression: (offers) =>
        right.acceptCompression(
          offers.filter(({ parameters }) =>
            parameters.every(({ name }) => name !== 'server_no_context_takeover'),
          ),
        ),
    }),
  ),
]
