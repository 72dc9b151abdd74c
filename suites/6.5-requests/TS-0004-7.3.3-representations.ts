import { clause } from '../../lib/case/index.js'
import { operation, resourceName, resourceType, type ValueObject } from '../../lib/primitive/index.js'
import { required } from '../../lib/sut/index.js'
import {
  broken,
  codeOfRelease3,
  creation,
  testRejections,
  type Place,
  type PreparedRequests,
  type WrongRequest,
} from '../rejected-requests.js'

/** CREATE of a resource below a container, by its type and attributes. */
function creating({ session, container }: Place, type: number, attributes: ValueObject): WrongRequest {
  const name = resourceName[type] ?? 'm2m:unknown'
  return {
    words: `CREATE of ${name} with ${JSON.stringify(attributes)}`,
    request: session.build({ op: operation.create, to: container, ty: type, pc: { [name]: attributes } }),
  }
}

/** UPDATE of the container of the case. */
function updating({ session, container }: Place, attributes: ValueObject): WrongRequest {
  return {
    words: `UPDATE of a container with ${JSON.stringify(attributes)}`,
    request: session.build({ op: operation.update, to: container, pc: { 'm2m:cnt': attributes } }),
  }
}

function updates(place: Place, wrong: readonly ValueObject[]): PreparedRequests {
  const { session, container } = place
  return {
    right: session.build({ op: operation.update, to: container, pc: { 'm2m:cnt': { lbl: ['right'] } } }),
    wrong: wrong.map((attributes) => updating(place, attributes)),
  }
}

/** Resource types that may hang below an <AE>, with what a creation of them needs. */
const belowAnAe: readonly {
  readonly type: number
  readonly name: string
  readonly attributes: ValueObject
}[] = [
  { type: 9, name: 'm2m:grp', attributes: { mnm: 1, mid: [] } },
  { type: 15, name: 'm2m:pch', attributes: {} },
  { type: 18, name: 'm2m:sch', attributes: { se: { sce: ['* * * * * * *'] } } },
  { type: 29, name: 'm2m:ts', attributes: {} },
  { type: 24, name: 'm2m:smd', attributes: { dcrp: 'application/rdf+xml:1', dsp: 'eA==' } },
  { type: 46, name: 'm2m:mms', attributes: {} },
]

clause('TS-0004/7.3.3.3', 'Check validity of resource representation for CREATE: values', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/036',
      what: 'attributes whose value is not of their type',
      row: 'TS-0004/7.3.3.3-1',
      codes: [4000],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'CREATE of a container, which is accepted; then others with a negative mni, a text for mni, a text for disr and a ' +
        'date that does not exist for et.',
      prepare: (place) => ({
        right: creation(place, 'twin'),
        wrong: [{ mni: -1 }, { mni: 'many' }, { disr: 'perhaps' }, { et: '20991399T999999' }].map(
          (attributes) => creating(place, resourceType.container, { rn: broken, ...attributes }),
        ),
      }),
    },
    {
      id: 'CSE/ERR/037',
      what: 'a resource that has expired before it is created',
      row: 'TS-0004/7.3.3.3-1',
      codes: [4000],
      ...codeOfRelease3,
      per: 'serialization',
      sends: 'CREATE of a container, which is accepted; then another one with et in the past.',
      prepare: (place) => ({
        right: creation(place, 'twin'),
        wrong: [creating(place, resourceType.container, { rn: broken, et: '20200101T000000' })],
      }),
    },
    {
      id: 'CSE/ERR/038',
      what: 'a policy that nobody could ever change',
      row: 'TS-0004/7.3.3.3-1',
      codes: [4000],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'CREATE of an <accessControlPolicy> below the own <AE>, which is accepted; then one without rules in pvs.',
      prepare: ({ session }) => {
        const all = { acr: [{ acor: [session.identifier], acop: 63 }] }
        const policy = (name: string, pvs: ValueObject): ReturnType<typeof session.build> =>
          session.build({
            op: operation.create,
            to: session.target,
            ty: resourceType.accessControlPolicy,
            pc: { 'm2m:acp': { rn: name, pv: all, pvs } },
          })
        return {
          right: policy('twin', all),
          wrong: [
            {
              words: 'CREATE of an <accessControlPolicy> without rules in pvs',
              request: policy(broken, { acr: [] }),
            },
          ],
          absent: [`${session.target}/${broken}`],
        }
      },
    },
  ])
})

clause('TS-0004/7.3.3.4', 'Check validity of resource representation for UPDATE', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/039',
      what: 'updates with attributes that are unknown, not to be changed, or of a bad value',
      row: 'TS-0004/7.3.3.4-1',
      codes: [4000],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'UPDATE of a container, which is accepted; then with rn, with cni, with con beside another mni, and with a negative mni.',
      prepare: (place) => updates(place, [{ rn: broken }, { cni: 3 }, { mni: 9, con: 'x' }, { mni: -1 }]),
    },
  ])
})

clause('TS-0004/7.3.3.7', 'Update the resource', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/040',
      what: 'an update that would remove a mandatory attribute',
      row: 'TS-0004/7.3.3.7-1',
      codes: [4000],
      ...codeOfRelease3,
      per: 'serialization',
      sends: 'UPDATE of a container, which is accepted; then of the own <AE> with rr null.',
      prepare: (place) => ({
        ...updates(place, []),
        wrong: [
          {
            words: 'UPDATE of the own <AE> with rr null',
            request: place.session.build({
              op: operation.update,
              to: place.session.target,
              pc: { 'm2m:ae': { rr: null } },
            }),
          },
        ],
        kept: [{ path: place.session.target, attributes: ['rr'] }],
      }),
    },
  ])
})

clause('TS-0004/7.3.3.5', 'Create the resource: children', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/041',
      what: 'a child of a type that the resource does not have',
      row: 'TS-0004/7.3.3.5-3',
      codes: [4108],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'CREATE of a contentInstance below a container, which is accepted; then directly below the own <AE>.',
      prepare: (place) => {
        const { session, container } = place
        const instance = (to: string): ReturnType<typeof session.build> =>
          session.build({
            op: operation.create,
            to,
            ty: resourceType.contentInstance,
            pc: { 'm2m:cin': { rn: broken, con: 'x' } },
          })
        const request = instance(session.target)
        return {
          right: instance(container),
          wrong: [{ words: 'CREATE of m2m:cin directly below an <AE>', request }],
          absent: [`${session.target}/${broken}`],
        }
      },
    },
  ])
})

clause('TS-0004/7.3.3.5', 'Create the resource: <AE> resources', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/056',
      what: 'the registration of an AE below anything but the CSEBase',
      row: 'TS-0004/7.3.3.5-3',
      codes: [4108],
      // Who asks may be looked at first (7.3.3.2), and a registered AE asks as if it were none.
      also: [4000, 4103, 4106, 4117],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'CREATE of a container below a container, which is accepted; then of an <AE> below that, by an originator that leaves ' +
        'its identifier to the registrar (fr C).',
      prepare: (place) => {
        const { session, container, context } = place
        const { system } = context.sut
        return {
          right: creation(place, 'twin'),
          wrong: [
            {
              words: 'CREATE of m2m:ae below a container',
              request: session.build({
                op: operation.create,
                to: container,
                fr: 'C',
                ty: resourceType.AE,
                pc: { 'm2m:ae': { rn: broken, ...system.registrationAttributes() } },
              }),
            },
          ],
        }
      },
    },
  ])
})

clause('TS-0004/7.3.2.1', 'Check the validity of received request primitive: resource types', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/026',
      what: 'a creation of a resource type that exists, and that it does not have',
      row: 'TS-0004/7.3.2.1-5',
      codes: [5001],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'RETRIEVE of the CSEBase for supportedResourceType; CREATE of a container, which is accepted, then of a type that is not listed.',
      async prepare(place) {
        const { context, session } = place
        const base = required(await session.retrieve(context.sut.system.base), 2000)
        const supported = base['srt']
        const types = Array.isArray(supported) ? supported.map(Number) : []
        const missing = belowAnAe.find(({ type }) => !types.includes(type))
        if (types.length === 0 || missing === undefined)
          return context.inconclusive('the SUT lists every resource type that could be tried')
        const { type, name, attributes } = missing
        return {
          right: creation(place, 'twin'),
          wrong: [
            {
              words: `CREATE of ${name} (resource type ${type}), which srt of the CSEBase does not list`,
              request: session.build({
                op: operation.create,
                to: session.target,
                ty: type,
                pc: { [name]: { rn: broken, ...attributes } },
              }),
            },
          ],
          absent: [`${session.target}/${broken}`],
        }
      },
    },
  ])
})
