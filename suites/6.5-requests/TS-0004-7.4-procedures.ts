import { clause } from '../../lib/case/index.js'
import { operation, resourceType, type RequestPrimitive } from '../../lib/primitive/index.js'
import { required } from '../../lib/sut/index.js'
import { broken, codeOfRelease3, creation, testRejections, type Place } from '../rejected-requests.js'
import { attributesIn } from '../replies.js'

/** CREATE of a contentInstance. */
function instance({ session }: Place, to: string, content: string, name?: string): RequestPrimitive {
  const named = name === undefined ? {} : { rn: name }
  return session.build({
    op: operation.create,
    to,
    ty: resourceType.contentInstance,
    pc: { 'm2m:cin': { ...named, con: content } },
  })
}

/** Creates a contentInstance in the container of the case; returns its path. */
async function stored(place: Place, name: string): Promise<string> {
  required(await place.session.requestAs(instance(place, place.container, 'kept', name)), 2001)
  return `${place.container}/${name}`
}

clause('TS-0004/7.4.7.2', '<contentInstance> resource specific procedure on CRUD operations', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/043',
      what: 'an update of a contentInstance',
      row: 'TS-0004/7.4.7.2-1',
      codes: [4005],
      ...codeOfRelease3,
      per: 'serialization',
      sends: 'RETRIEVE of a contentInstance, which is served, then UPDATE of it.',
      async prepare(place) {
        const { session } = place
        const path = await stored(place, 'kept')
        return {
          right: session.build({ op: operation.retrieve, to: path }),
          wrong: [
            {
              words: 'UPDATE of a contentInstance with lbl',
              request: session.build({
                op: operation.update,
                to: path,
                pc: { 'm2m:cin': { lbl: ['changed'] } },
              }),
            },
          ],
          kept: [{ path, attributes: ['lbl', 'lt'] }],
        }
      },
    },
    {
      id: 'CSE/ERR/049',
      what: 'a contentInstance that is larger than its container may be',
      row: 'TS-0004/7.4.7.2-2',
      codes: [5207],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'In a container with mbs 16, CREATE of a contentInstance of 8 octets, which is accepted, then of 64.',
      async prepare(place) {
        const path = await place.session.container('small', { mbs: 16 })
        return {
          right: instance(place, path, '8 octets', 'twin'),
          wrong: [
            {
              words: 'CREATE of m2m:cin with 64 octets, where mbs is 16',
              request: instance(place, path, 'x'.repeat(64), broken),
            },
          ],
          absent: [`${path}/${broken}`],
        }
      },
    },
    {
      id: 'CSE/ERR/045',
      what: 'the retrieval and the deletion of a contentInstance in a container that has retrieval disabled',
      row: 'TS-0004/7.4.7.2-3',
      codes: [4005],
      ...codeOfRelease3,
      per: 'serialization',
      sends:
        'CREATE of a contentInstance in a container with disr true, which is accepted, then RETRIEVE and DELETE of it.',
      async prepare(place) {
        const { session } = place
        const path = await session.container('silent', { disr: true })
        return {
          right: instance(place, path, 'unread', 'unread'),
          wrong: [
            {
              words: 'RETRIEVE of a contentInstance below a container with disr true',
              request: session.build({ op: operation.retrieve, to: `${path}/unread` }),
            },
            {
              words: 'DELETE of a contentInstance below a container with disr true',
              request: session.build({ op: operation.delete, to: `${path}/unread` }),
            },
          ],
        }
      },
    },
  ])
})

clause('TS-0004/7.4.3.2', '<CSEBase> resource specific procedure on CRUD operations', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/046',
      what: 'an update of the CSEBase',
      row: 'TS-0004/7.4.3.2-1',
      codes: [4005],
      ...codeOfRelease3,
      also: [4103],
      per: 'serialization',
      sends:
        'CREATE of a container, which is accepted; then UPDATE of the CSEBase with the labels that it has.',
      async prepare(place) {
        const { session } = place
        const { base } = place.context.sut.system
        // Should it be served, nothing of the operator's is changed but the time of the last modification.
        const lbl = attributesIn(await session.retrieve(base))?.['lbl'] ?? null
        return {
          right: creation(place, 'twin'),
          wrong: [
            {
              words: 'UPDATE of the CSEBase with its own labels',
              request: session.build({ op: operation.update, to: base, pc: { 'm2m:cb': { lbl } } }),
            },
          ],
          // Its time of last modification is no witness: others come and go below it.
          kept: [{ path: base, attributes: ['lbl'] }],
        }
      },
    },
  ])
})

clause('TS-0004/7.4.4.2', '<remoteCSE> resource specific procedure on CRUD operations', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/042',
      what: 'the registration of a CSE by an AE',
      row: 'TS-0004/7.4.4.2-1',
      codes: [4005],
      ...codeOfRelease3,
      also: [4103, 4107],
      option: 'remoteCse',
      per: 'serialization',
      sends: 'CREATE of a container, which is accepted; then of a <remoteCSE> below the CSEBase.',
      prepare: (place) => {
        const { session, context } = place
        const { system } = context.sut
        const name = system.names.resource()
        context.sut.adopt(`${system.base}/${name}`)
        const { srv } = system.registrationAttributes()
        return {
          right: creation(place, 'twin'),
          wrong: [
            {
              words: 'CREATE of m2m:csr by an AE',
              request: session.build({
                op: operation.create,
                to: system.base,
                ty: resourceType.remoteCSE,
                pc: {
                  'm2m:csr': {
                    rn: name,
                    cb: `/${name}/base`,
                    csi: `/${name}`,
                    rr: true,
                    ...(srv === undefined ? {} : { srv }),
                  },
                },
              }),
            },
          ],
          absent: [`${system.base}/${name}`],
        }
      },
    },
  ])
})

clause('TS-0004/7.4.12.2', '<request> resource specific procedure on CRUD operations', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/044',
      what: 'the creation of a <request> resource',
      row: 'TS-0004/7.4.12.2-1',
      codes: [4005],
      ...codeOfRelease3,
      also: [4103],
      option: 'nonBlockingSynch',
      per: 'serialization',
      sends: 'CREATE of a container, which is accepted; then of a <request> below the CSEBase.',
      prepare: (place) => {
        const { session, context } = place
        const { system } = context.sut
        const rn = system.names.resource()
        context.sut.adopt(`${system.base}/${rn}`)
        const { rqi, op, to, fr, rvi } = session.build({ op: operation.retrieve, to: session.target })
        const mi = rvi === undefined ? {} : { rvi }
        const ors = { rsc: 1000, rqi }
        const attributes = { rn, op, tg: to, org: fr ?? session.identifier, rid: rqi, mi, rs: 3, ors }
        return {
          right: creation(place, 'twin'),
          wrong: [
            {
              words: 'CREATE of m2m:req',
              request: session.build({
                op: operation.create,
                to: system.base,
                ty: resourceType.request,
                pc: { 'm2m:req': attributes },
              }),
            },
          ],
          absent: [`${system.base}/${rn}`],
        }
      },
    },
  ])
})

clause('TS-0004/7.4.8.2', '<subscription> resource specific procedure on CRUD operations', (test) => {
  testRejections(test, [
    {
      id: 'CSE/ERR/047',
      what: 'a subscription to a resource that has none',
      row: 'TS-0004/7.4.8.2-1',
      codes: [5203],
      per: 'serialization',
      sends: 'CREATE of a subscription below a container, which is accepted; then below a contentInstance.',
      async prepare(place) {
        const { session, container } = place
        const path = await stored(place, 'kept')
        const subscribing = (to: string, name: string): RequestPrimitive =>
          session.build({
            op: operation.create,
            to,
            ty: resourceType.subscription,
            pc: { 'm2m:sub': { rn: name, nu: [session.identifier] } },
          })
        return {
          right: subscribing(container, 'twin'),
          wrong: [{ words: 'CREATE of m2m:sub below a contentInstance', request: subscribing(path, broken) }],
          absent: [`${path}/${broken}`],
        }
      },
    },
  ])
})
