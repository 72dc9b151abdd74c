import { clause } from '../../lib/case/index.js'
import {
  operation,
  resourceType,
  without,
  type RequestParameters,
  type ValueObject,
} from '../../lib/primitive/index.js'
import { cseType, infrastructureNode } from '../cse-type.js'
import { modes, requestResourceOf } from '../non-blocking.js'
import {
  broken,
  codeOfRelease3,
  creation,
  testRejections,
  type Place,
  type PreparedRequests,
  type Rejection,
  type WrongRequest,
} from '../rejected-requests.js'

/** RETRIEVE of the container of the case, with one parameter more or another one. */
function retrieving(
  { session, container }: Place,
  words: string,
  more: Partial<RequestParameters>,
): WrongRequest {
  const request = session.build({ op: operation.retrieve, to: container, ...more })
  return { words: `RETRIEVE of a container ${words}`, request }
}

/** Retrieving the container is right; the wrong requests are the same with one edit. */
function retrievals(place: Place, wrong: readonly WrongRequest[]): PreparedRequests {
  const { session, container } = place
  return { right: session.build({ op: operation.retrieve, to: container }), wrong }
}

/** Creating a container is right; the wrong requests are the same with one edit, and another name. */
function creations(
  place: Place,
  edits: readonly { readonly words: string; readonly edit: (request: ValueObject) => ValueObject }[],
): PreparedRequests {
  return {
    right: creation(place, 'twin'),
    wrong: edits.map(({ words, edit }) => {
      const { rqi, ...rest } = creation(place, broken)
      const parameters = Object.fromEntries(
        Object.entries(rest).filter(
          (entry): entry is [string, ValueObject[string]] => entry[1] !== undefined,
        ),
      )
      return { words: `CREATE of a container ${words}`, request: { ...edit({ rqi, ...parameters }), rqi } }
    }),
  }
}

/** A time long ago, as m2m:timestamp. */
const longAgo = '20200101T000000'

/** A time so many minutes from now, as m2m:timestamp: what every CSE takes, in seconds and in UTC. */
function minutesAhead(minutes: number): string {
  const time = new Date(Date.now() + minutes * 60_000).toISOString()
  return time.replaceAll(/[-:]|\.\d+Z$/g, '')
}

/** What is wrong with the parameters of a request (TS-0004 7.2.1.1, 7.3.2.1). */
const parameters: readonly Rejection[] = [
  {
    id: 'CSE/ERR/020',
    what: 'a request whose operation is none of the five',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-against-a-rule',
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then the same with op 6, with op 0.',
    prepare: (place) =>
      creations(
        place,
        [6, 0].map((op) => ({ words: `with op ${op}`, edit: (request) => ({ ...request, op }) })),
      ),
  },
  {
    id: 'CSE/ERR/022',
    what: 'a request that names no originator',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    also: [4103, 4106],
    ...codeOfRelease3,
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then another one without fr on the same connection.',
    prepare: (place) =>
      creations(place, [{ words: 'without fr', edit: (request) => without(request, 'fr') }]),
  },
  {
    id: 'CSE/ERR/023',
    what: 'a request of an AE that gives its identifier in another form than the stem',
    row: 'TS-0004/7.3.2.1-3',
    codes: [4000],
    also: [4103, 4106],
    since: 'R3',
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then another one whose fr is the SP-relative AE-ID.',
    prepare: (place) => {
      const { cseId } = place.context.sut.system.profile
      if (cseId === undefined) return place.context.inconclusive('the CSE-ID is not known; --cse-id tells it')
      const fr = `${cseId}/${place.session.identifier}`
      return creations(place, [{ words: `with fr ${fr}`, edit: (request) => ({ ...request, fr }) }])
    },
  },
  {
    id: 'CSE/ERR/024',
    what: 'a creation of a resource type that does not exist',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    ...codeOfRelease3,
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then another one with ty 999.',
    prepare: (place) =>
      creations(place, [{ words: 'with ty 999', edit: (request) => ({ ...request, ty: 999 }) }]),
  },
  {
    id: 'CSE/ERR/025',
    what: 'parameters that must not be present on the operation',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-tolerantly',
    per: 'serialization',
    sends:
      'RETRIEVE of a container, which is served; then the same with ty, and an UPDATE of its labels with ty.',
    prepare: (place) =>
      retrievals(place, [
        retrieving(place, 'with ty 3', { ty: resourceType.container }),
        {
          words: 'UPDATE of a container with ty 3',
          request: place.session.build({
            op: operation.update,
            to: place.container,
            ty: resourceType.container,
            pc: { 'm2m:cnt': { lbl: ['changed'] } },
          }),
        },
      ]),
  },
  {
    id: 'CSE/ERR/027',
    what: 'creations whose content is empty or that of another type',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    ...codeOfRelease3,
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then with empty pc, and with pc of a contentInstance.',
    prepare: (place) =>
      creations(place, [
        { words: 'with empty pc', edit: (request) => ({ ...request, pc: {} }) },
        {
          words: 'with m2m:cin in pc',
          edit: (request) => ({ ...request, pc: { 'm2m:cin': { rn: broken, con: 'x' } } }),
        },
      ]),
  },
  {
    id: 'CSE/ERR/055',
    what: 'updates and notifications without content',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    // Whether an AE may notify itself, and can be reached, may be looked at first.
    also: [4103, 5103],
    ...codeOfRelease3,
    per: 'serialization',
    sends:
      'UPDATE of a container with content, which is served; then without, and a NOTIFY without content to the own <AE>.',
    prepare: ({ session, container }) => ({
      right: session.build({
        op: operation.update,
        to: container,
        pc: { 'm2m:cnt': { lbl: ['right'] } },
      }),
      wrong: [
        {
          words: 'UPDATE of a container without pc',
          request: session.build({ op: operation.update, to: container }),
        },
        {
          words: 'NOTIFY to the own <AE> without pc',
          request: session.build({ op: operation.notify, to: session.target }),
        },
      ],
      kept: [{ path: container, attributes: ['lbl'] }],
    }),
  },
  {
    id: 'CSE/ERR/028',
    what: 'a creation with filter criteria',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    ...codeOfRelease3,
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then another one with fc.',
    prepare: (place) =>
      creations(place, [{ words: 'with fc', edit: (request) => ({ ...request, fc: { lim: 1 } }) }]),
  },
  {
    id: 'CSE/ERR/029',
    what: 'requests whose result content does not go with the operation',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    ...codeOfRelease3,
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then others with rcn 4 (child resources) and rcn 99.',
    prepare: (place) =>
      creations(
        place,
        [4, 99].map((rcn) => ({ words: `with rcn ${rcn}`, edit: (request) => ({ ...request, rcn }) })),
      ),
  },
  {
    id: 'CSE/ERR/031',
    what: 'a request that has expired',
    row: 'TS-0004/7.3.2.1-4',
    codes: [4008],
    since: 'R3',
    before: 'served-all-the-same',
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted; then another one with rqet long ago.',
    prepare: (place) =>
      creations(place, [
        { words: `with rqet ${longAgo}`, edit: (request) => ({ ...request, rqet: longAgo }) },
      ]),
  },
  {
    id: 'CSE/ERR/032',
    what: 'a request whose result expires before the request does',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-all-the-same',
    per: 'serialization',
    sends:
      'CREATE of a container with rqet and rset ahead in this order, which is accepted; then another one with the two ' +
      'exchanged.',
    prepare(place) {
      const [soon, later] = [minutesAhead(60), minutesAhead(120)]
      return {
        right: { ...creation(place, 'twin'), rqet: soon, rset: later },
        wrong: [
          {
            words: `CREATE of a container with rqet ${later} and rset ${soon}`,
            request: { ...creation(place, broken), rqet: later, rset: soon },
          },
        ],
      }
    },
  },
  {
    id: 'CSE/ERR/053',
    what: 'parameters of the wrong type',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-all-the-same',
    per: 'serialization',
    sends:
      'CREATE of a container, which is accepted; then others with ty "three", with rcn "one", and with rt as a text.',
    prepare: (place) =>
      creations(place, [
        { words: 'with ty "three"', edit: (request) => ({ ...request, ty: 'three' }) },
        { words: 'with rcn "one"', edit: (request) => ({ ...request, rcn: 'one' }) },
        { words: 'with rt "three"', edit: (request) => ({ ...request, rt: 'three' }) },
      ]),
  },
  {
    id: 'CSE/ERR/052',
    what: 'a blocking request that names targets for its result',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-tolerantly',
    per: 'serialization',
    sends: 'RETRIEVE of a container, which is served; then the same with rt 3 and nu, which goes with rt 2.',
    prepare: (place) =>
      retrievals(place, [
        retrieving(place, 'with rt 3 and nu', { rt: { rtv: 3, nu: [place.session.identifier] } }),
      ]),
  },
]

/** What is wrong with the address of a request (TS-0004 6.2.4, 7.3.2.6, 7.3.3.1). */
const addresses: readonly Rejection[] = [
  {
    id: 'CSE/ERR/033',
    what: 'addresses that are none',
    row: 'TS-0004/7.3.2.1-1',
    codes: [4000],
    open: 'served-all-the-same',
    per: 'serialization',
    sends:
      'RETRIEVE of a container, which is served; then with a slash behind, with two in the middle, of a bare CSE-ID.',
    prepare: (place) => {
      const { cseId } = place.context.sut.system.profile
      const wrong = [
        `${place.container}/`,
        place.container.replace(/\/([^/]*)$/, '//$1'),
        ...(cseId === undefined ? [] : [cseId]),
      ]
      return retrievals(
        place,
        wrong.map((to) => retrieving(place, `with to ${to}`, { to })),
      )
    },
  },
]

/** What cannot be found behind an address. */
const unknownCse: Rejection = {
  id: 'CSE/ERR/034',
  what: 'a request for a CSE that nobody knows',
  row: 'TS-0004/7.3.3.1-1',
  codes: [4004],
  per: 'serialization',
  sends:
    'RETRIEVE of a container, which is served; then of a resource of an unknown CSE-ID and an unknown provider.',
  async prepare(place) {
    const { context, session } = place
    const type = await cseType(context.sut, session)
    if (type !== infrastructureNode)
      return context.inconclusive(
        'the SUT does not show itself as an IN-CSE, and may pass a request for an unknown CSE on to its own registrar',
      )
    const name = place.context.sut.system.names.resource()
    return retrievals(
      place,
      [`/${name}/cnt1`, `//${name.toLowerCase()}.example/${name}/cnt1`].map((to) =>
        retrieving(place, `with to ${to}`, { to }),
      ),
    )
  },
}

clause('TS-0004/7.3.2.1', 'Check the validity of received request primitive: parameters', (test) => {
  testRejections(test, [...parameters, ...addresses])

  testRejections(test, [
    {
      id: 'CSE/ERR/030',
      what: 'a request of a release that it does not support',
      row: 'TS-0004/7.3.2.1-2',
      codes: [4001],
      since: 'R2A',
      per: 'serialization',
      sends: 'CREATE of a container, which is accepted; then another one with rvi "99".',
      prepare: (place) =>
        creations(place, [{ words: 'with rvi "99"', edit: (request) => ({ ...request, rvi: '99' }) }]),
    },
  ])
})

clause('TS-0004/7.3.3.1', 'Check existence of the addressed resource: other CSEs', (test) => {
  testRejections(test, [unknownCse])
})

clause(
  'TS-0004/7.3.2.3',
  'Create a success response (acknowledgement): requests for <request> resources',
  (test) => {
    testRejections(test, [
      {
        id: 'CSE/ERR/051',
        what: 'a non-blocking request for a <request> resource',
        row: 'TS-0004/7.3.2.3-2',
        codes: [4000],
        since: 'R3',
        needs: [modes.synchronous.item],
        per: 'serialization',
        sends:
          'RETRIEVE with rt 1, and of the <request> that comes of it, which is served; then of that with rt 1, and with rt 2 ' +
          'where the SUT offers that mode.',
        async prepare(place) {
          const { context, session, container } = place
          const reply = await session.retrieve(container, { rt: { rtv: modes.synchronous.rtv } })
          const to = requestResourceOf(context.sut, reply)
          if (to === undefined)
            return context.inconclusive('there is no <request> resource, which CSE/TRF/005 judges')
          const { asynchronous, synchronous } = modes
          const offered = [synchronous, asynchronous].filter(
            ({ item }) => item === synchronous.item || context.sut.system.profile.offers[item],
          )
          return {
            right: session.build({ op: operation.retrieve, to }),
            wrong: offered.map(({ rtv }) => ({
              words: `RETRIEVE of the <request> ${to} with rt ${rtv}`,
              request: session.build({ op: operation.retrieve, to, rt: { rtv } }),
            })),
          }
        },
      },
    ])
  },
)
