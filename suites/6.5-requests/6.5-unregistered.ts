import { clause } from '../../lib/case/index.js'
import { accessControlOperation, operation, resourceType } from '../../lib/primitive/index.js'
import { required, type Reply, type Requester } from '../../lib/sut/index.js'
import { changeBetween, intruder, judgeIntrusion, privateContainer, stateOf } from '../outsiders.js'
import { outsider } from '../sessions.js'

/** A request on a container, as its owner may send it and an intruder may not. */
interface Attempt {
  readonly id: 'CSE/REG/010' | 'CSE/REG/011' | 'CSE/REG/012' | 'CSE/REG/013'
  readonly name: string
  /** The request of the owner, which is served, with the code that says so. */
  readonly twin: (owner: Requester, path: string) => Promise<Reply>
  readonly code: number
  readonly intrude: (originator: Requester, path: string) => Promise<Reply>
}

const attempts: readonly Attempt[] = [
  {
    id: 'CSE/REG/010',
    name: 'CREATE',
    twin: (owner, path) => owner.create(path, resourceType.container, { rn: 'twin' }),
    code: 2001,
    intrude: (originator, path) => originator.create(path, resourceType.container, { rn: intruder }),
  },
  {
    id: 'CSE/REG/011',
    name: 'RETRIEVE',
    twin: (owner, path) => owner.retrieve(path),
    code: 2000,
    intrude: (originator, path) => originator.retrieve(path),
  },
  {
    id: 'CSE/REG/012',
    name: 'UPDATE',
    twin: (owner, path) => owner.update(path, resourceType.container, { mni: 8 }),
    code: 2004,
    intrude: (originator, path) => originator.update(path, resourceType.container, { mni: 99 }),
  },
  {
    id: 'CSE/REG/013',
    name: 'DELETE',
    twin: (owner, path) => owner.delete(`${path}/child`),
    code: 2002,
    intrude: (originator, path) => originator.delete(path),
  },
]

const refusals =
  'An error response with nothing changed: pass, noted where the code is none of 4106, 4103 and 4107; a Close frame in ' +
  'its place: noted'

clause('6.5', 'Handling of Non-Registration Request: originators that are not registered', (test) => {
  for (const { id, name, twin, code, intrude } of attempts) {
    test(id, {
      title: `refuses the ${name} of an originator that is not registered`,
      covers: ['6.5-1', '5.2-17'],
      sends: `${name} on a container whose policy names its owner only: by the owner, which is served, then by a stranger.`,
      accepts: `${refusals}; served, or changed all the same, or silence: fail. The owner is served afterwards.`,
      async run(context) {
        const { sut } = context
        const owner = await sut.session()
        const path = await privateContainer(owner)
        required(await twin(owner, path), code)
        const { requester } = await outsider(sut)
        const before = await stateOf(owner, path)
        const reply = await intrude(requester, path)
        const changed = changeBetween(context, before, await stateOf(owner, path))
        judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
      },
    })
  }

  test('CSE/REG/014', {
    title: 'refuses the RETRIEVE of the CSEBase by an originator that is not registered',
    covers: ['6.5-1', '5.2-17'],
    sends: 'RETRIEVE of the CSEBase by a stranger.',
    accepts: `${refusals}; served: warn; silence: fail.`,
    async run(context) {
      const { requester } = await outsider(context.sut)
      const reply = await requester.retrieve(context.sut.system.base)
      judgeIntrusion(context, '6.5-1', { reply, changed: undefined, admission: 'the CSEBase being open' })
    },
  })

  test('CSE/REG/015', {
    title: 'refuses an originator that is not registered even where a policy names it',
    covers: ['6.5-1', '5.2-17'],
    sends:
      'RETRIEVE of a container whose policy names two AE-IDs: by a registered AE, which is served, then by a stranger.',
    accepts: `${refusals}; served: warn, since a policy says so; silence: fail.`,
    async run(context) {
      const { sut } = context
      const [owner, member] = await Promise.all([sut.session(), sut.session()])
      const { identifier, requester } = await outsider(sut)
      const policy = await owner.grant([member.identifier, identifier], accessControlOperation.retrieve)
      const path = await owner.container('shared', { acpi: [policy] })
      required(await member.retrieve(path), 2000)
      const reply = await requester.retrieve(path)
      judgeIntrusion(context, '6.5-1', { reply, changed: undefined, admission: 'a policy' })
    },
  })

  test('CSE/REG/016', {
    title: 'refuses a request that names no originator',
    covers: ['6.5-1', '5.2-17'],
    sends: 'CREATE of a container without fr, on a connection over which nobody has registered.',
    accepts: `${refusals} (TS-0004 has 4000 for it); served, or created all the same, or silence: fail.`,
    async run(context) {
      const { sut } = context
      const owner = await sut.session()
      const path = await privateContainer(owner)
      required(await owner.create(path, resourceType.container, { rn: 'twin' }), 2001)
      const { requester } = await outsider(sut)
      const { fr: _left, ...anonymous } = requester.build({
        op: operation.create,
        to: path,
        ty: resourceType.container,
        pc: { 'm2m:cnt': { rn: intruder } },
      })
      const before = await stateOf(owner, path)
      const reply = await requester.requestAs(anonymous)
      const changed = changeBetween(context, before, await stateOf(owner, path))
      judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
    },
  })
})
