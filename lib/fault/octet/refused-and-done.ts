import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isObject, replaced, type Json, type JsonObject } from '../json.js'
import { primitiveIn, serialized } from '../messages.js'
import { forward, perConnection } from '../steps.js'
import type { OctetFault } from '../types.js'

/** A value that should be a string. */
function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Attributes in the content of a request that creates or updates a resource of a kind. */
function attributesIn({ pc = null }: JsonObject, root: string): JsonObject | undefined {
  const found = isObject(pc) ? pc[root] : undefined
  return isObject(found) ? found : undefined
}

/** A creation that is refused, and whose resource can be had all the same: for want of another, in the shape of its parent. */
function there(
  name: string,
  row: string,
  root: string,
  refused: (attributes: JsonObject, request: JsonObject) => boolean,
): OctetFault {
  return octetFault(
    `${name}-refused-and-created`,
    `Refuses the creation of ${name.replaceAll('-', ' ')}, and creates something all the same.`,
    { kills: [row], serializations: ['json'] },
    perConnection(() => {
      const parents = new Map<Json | undefined, Json>()
      return {
        fromClient: (frame) => {
          const primitive = primitiveIn(frame)
          if (primitive?.kind !== 'request') return frame
          const { parameters } = primitive
          const { op, to = '' } = parameters
          const attributes = attributesIn(parameters, root)
          if (op === 1 && attributes !== undefined && refused(attributes, parameters))
            parents.set(`${text(to)}/${text(attributes['rn'])}`, to)
          const parent = op === 2 ? parents.get(to) : undefined
          return parent === undefined
            ? frame
            : forward(reframed(frame, { payload: serialized(primitive, { ...parameters, to: parent }) }))
        },
      }
    }),
  )
}

/** An update that is refused, after which the resource has another value of an attribute. */
function changed(name: string, row: string, root: string, attribute: string, value: Json): OctetFault {
  return octetFault(
    `${name}-refused-and-changed`,
    `Refuses the update of ${name.replaceAll('-', ' ')}, and changes ${attribute} all the same.`,
    { kills: [row], also: ['6.2.2.9-7'], serializations: ['json'] },
    perConnection(() => {
      const changedOnes = new Set<Json | undefined>()
      const looks = new Set<Json | undefined>()
      return {
        fromClient: (frame) => {
          const { op, to, rqi, ...rest } = primitiveIn(frame)?.parameters ?? {}
          const attributes = op === 3 ? attributesIn(rest, root) : undefined
          // Other updates of such a resource are not refused.
          if (attributes !== undefined && (root !== 'm2m:ae' || attributes[attribute] === null))
            changedOnes.add(to)
          if (op === 2 && changedOnes.has(to)) looks.add(rqi)
          return frame
        },
        fromServer: (frame) => {
          const primitive = primitiveIn(frame)
          if (primitive?.kind !== 'response' || !looks.delete(primitive.parameters['rqi'])) return frame
          const edited = replaced(primitive.parameters, 'pc', (content) =>
            isObject(content)
              ? replaced(content, root, (found) =>
                  isObject(found) ? { ...found, [attribute]: value } : undefined,
                )
              : undefined,
          )
          return edited === undefined
            ? frame
            : forward(reframed(frame, { payload: serialized(primitive, edited) }))
        },
      }
    }),
  )
}

const isBroken = ({ rn }: JsonObject): boolean => rn === 'broken'
const anything = (): boolean => true

/** TS-0004 7.3 and 7.4: requests that are rejected with the right code, and have their effect all the same. */
export const refusedAndDoneFaults: readonly OctetFault[] = [
  there('request-resources', 'TS-0004/7.4.12.2-1', 'm2m:req', anything),
  there(
    'remote-cses-of-aes',
    'TS-0004/7.4.4.2-1',
    'm2m:csr',
    (_attributes, { fr }) => !text(fr).startsWith('/'),
  ),
  there('subscriptions-to-instances', 'TS-0004/7.4.8.2-1', 'm2m:sub', isBroken),
  there('groups', 'TS-0004/7.3.2.1-5', 'm2m:grp', isBroken),
  there('policies-without-rules', 'TS-0004/7.3.3.3-1', 'm2m:acp', isBroken),
  there(
    'instances-below-an-ae',
    'TS-0004/7.3.3.5-3',
    'm2m:cin',
    (attributes, { to }) => isBroken(attributes) && text(to).split('/').length === 2,
  ),
  there(
    'large-instances',
    'TS-0004/7.4.7.2-2',
    'm2m:cin',
    (attributes, { to }) => isBroken(attributes) && text(to).split('/').length > 2,
  ),
  changed('content-instances', 'TS-0004/7.4.7.2-1', 'm2m:cin', 'lbl', ['changed']),
  changed('the-cse-base', 'TS-0004/7.4.3.2-1', 'm2m:cb', 'lbl', ['changed']),
  changed('mandatory-attributes', 'TS-0004/7.3.3.7-1', 'm2m:ae', 'rr', false),
]
