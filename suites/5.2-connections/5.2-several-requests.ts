import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import type { PrimitiveConnection, Reply, Session } from '../../lib/sut/index.js'
import { answersTo, deadlineAtOnce } from '../open-requests.js'
import { attributesIn, groundsOn } from '../replies.js'

/** So many requests are open on one connection. */
const requests = 20

/** So many requests are open on each of two connections. */
const requestsOfEach = 10

/** Containers with names of their own below the <AE>, one after the other. */
async function containers(session: Session, prefix: string, count: number): Promise<readonly string[]> {
  const paths: string[] = []
  for (let number = 1; number <= count; number += 1)
    paths.push(await session.container(`${prefix}-${number}`))
  return paths
}

/**
 * Judges replies to requests that were open at the same time (5.2-17): each came once, and holds the container that
 * this request asked for.
 */
async function judgeReplies(
  { sut, classify, expect }: CaseContext,
  connection: PrimitiveConnection,
  replies: readonly Reply[],
): Promise<void> {
  for (const { behaviour, grounds } of await answersTo(sut, connection, replies)) {
    const sent = `${grounds.sent}, one of ${replies.length} open on the connection`
    classify('several-requests-open', behaviour, '5.2-17', { ...grounds, sent })
  }
  for (const reply of replies.filter(({ outcome }) => outcome.kind === 'response')) {
    const asked = reply.request.to.split('/').at(-1)
    const found = attributesIn(reply)?.['rn']
    const grounds = groundsOn(reply, 'The response with the rqi of a request answers that request.')
    const came = `${grounds.came} with the container ${JSON.stringify(found ?? null)}`
    expect(found, '5.2-17', { ...grounds, came }).to.equal(asked)
  }
}

clause('5.2', 'Binding Overview: several requests open', (test) => {
  test('CSE/TRF/010', {
    title: 'answers each of many requests that are open on one connection, once',
    covers: ['5.2-17'],
    per: 'serialization',
    sends: `${requests} RETRIEVE requests for different containers, without waiting for responses.`,
    accepts:
      'One response to each with its rqi and its container, in any order; a lost or doubled one is not accepted.',
    async run(context) {
      const session = await context.sut.session()
      const paths = await containers(session, 'data', requests)
      const deadline = deadlineAtOnce(context.sut)
      const replies = await Promise.all(
        paths.map((to) => session.request({ op: operation.retrieve, to }, deadline)),
      )
      await judgeReplies(context, session.open, replies)
    },
  })

  test('CSE/TRF/011', {
    title: 'keeps requests of two connections apart that have the same rqi',
    covers: ['5.2-17'],
    sends:
      `On each of two connections ${requestsOfEach} RETRIEVE requests of its own AE, in turns, without waiting; the ` +
      'requests of one AE have the same rqi as those of the other, which TS-0001 allows.',
    accepts: 'On each connection one response to each request, with the container of that AE.',
    async run(context) {
      const { sut } = context
      const [one, other] = await Promise.all([sut.session(), sut.session()])
      const own = await containers(one, 'one', requestsOfEach)
      const foreign = await containers(other, 'other', requestsOfEach)
      const prefix = sut.system.names.request()
      const retrieve = (session: Session, to: string | undefined, index: number): Promise<Reply> =>
        session.request({ op: operation.retrieve, to: to ?? session.target, rqi: `${prefix}-${index}` })
      const pairs = own.map((path, index) =>
        Promise.all([retrieve(one, path, index), retrieve(other, foreign[index], index)]),
      )
      const replies = await Promise.all(pairs)
      await judgeReplies(
        context,
        one.open,
        replies.map(([reply]) => reply),
      )
      await judgeReplies(
        context,
        other.open,
        replies.map(([, reply]) => reply),
      )
    },
  })
})
