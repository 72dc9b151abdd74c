import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Knock } from '../../lib/sut/index.js'
import { selfSigned, type Credential, type Endpoint } from '../../lib/wire/index.js'

/** The endpoint of a SUT that is reached by wss; that it may be reached by ws alone is 7-3. */
function secured({ sut, inapplicable }: CaseContext): Endpoint & Required<Pick<Endpoint, 'tls'>> {
  const { endpoint } = sut.system
  const { tls } = endpoint
  if (tls === undefined) return inapplicable('the SUT is reached at a ws address, without TLS')
  return { ...endpoint, tls }
}

/** The client certificate that is configured. */
function configured(context: CaseContext): Credential | undefined {
  const { cert, key } = secured(context).tls
  return cert === undefined || key === undefined ? undefined : { cert, key }
}

/** Knocks with this credential, or with none, and everything else as configured. */
function knockWith(context: CaseContext, credential: Credential | undefined): Promise<Knock> {
  const { tls, ...endpoint } = secured(context)
  const { cert: _cert, key: _key, ...others } = tls
  return context.sut.knock({ ...endpoint, tls: { ...others, ...credential } })
}

/**
 * What became of a client inside TLS. `ended`: TLS failed, or the connection ended before an answer, as TLS 1.3 refuses: only
 * after the client has taken TLS for complete. `unclear`: it has nothing to do with the credential.
 */
function fateOf({ outcome }: Knock): 'accepted' | 'ended' | 'refused by HTTP' | 'unclear' {
  switch (outcome.kind) {
    case 'answer': {
      const { status } = outcome.answer
      if (status === 101) return 'accepted'
      return status === 401 || status === 403 ? 'refused by HTTP' : 'unclear'
    }
    case 'closed':
      return outcome.octets.length === 0 ? 'ended' : 'unclear'
    case 'refused':
      return outcome.by === 'TLS' ? 'ended' : 'unclear'
    case 'timeout':
    case 'garbage':
    case 'unreachable':
      return 'unclear'
  }
}

/**
 * Judges what becomes of a client that the SUT has no reason to trust. A refusal shows something only where the right
 * credential is accepted right behind it: everybody may have been refused, or the SUT may be gone.
 * @returns why it is not clear; undefined where it was judged
 */
async function judgeStranger(
  context: CaseContext,
  {
    who,
    credential,
    right,
  }: {
    readonly who: string
    readonly credential: Credential | undefined
    readonly right: Credential | undefined
  },
): Promise<string | undefined> {
  const knock = await knockWith(context, credential)
  const fate = fateOf(knock)
  const grounds = { ...knock, sent: `${knock.sent}, inside TLS with ${who}` }
  if (fate === 'accepted') {
    context.classify('credential-missing-or-wrong', 'accepted', '7-2', grounds)
    return undefined
  }
  if (fate === 'unclear') return `the SUT neither refuses nor accepts ${who}: ${knock.came}`
  if (right === undefined) return undefined
  const twin = await knockWith(context, right)
  if (fateOf(twin) !== 'accepted')
    return `behind ${who} the SUT does not accept the configured client certificate either: ${twin.came}`
  const behaviour = fate === 'ended' ? 'refused-by-tls' : 'refused-by-http'
  context.classify('credential-missing-or-wrong', behaviour, '7-2', grounds)
  return undefined
}

clause('7', 'Security Aspects', (test) => {
  test('CSE/TLS/001', {
    title: 'takes no handshake without TLS at a wss address',
    covers: ['7-1'],
    sends: 'The octets of a handshake over plain TCP to the wss port; the same inside TLS is accepted first.',
    accepts:
      'An alert, the end of TCP, an HTTP error: pass; 101: fail. Silence, no TCP, or an end or error that may be the doing of ' +
      'a proxy: inconclusive.',
    async run(context) {
      const { tls: _tls, ...plain } = secured(context)
      await context.sut.open()
      const knock = await context.sut.knock(plain)
      const { outcome } = knock
      const status = outcome.kind === 'answer' ? outcome.answer.status : undefined
      const silent = knock.kind === 'no connection' || outcome.kind === 'timeout'
      const byProxy = plain.proxy !== undefined && outcome.kind !== 'garbage' && status !== 101
      if (silent || byProxy)
        context.inconclusive(`the SUT neither refuses nor accepts a handshake without TLS: ${knock.came}`)
      context
        .expect(status, '7-1', { ...knock, sent: `${knock.sent}, over TCP without TLS` })
        .to.not.equal(101)
    },
  })

  test('CSE/TLS/002', {
    title: 'lets in whoever has the right credential, and nobody else',
    covers: ['7-2'],
    // Whoever guards against strangers may refuse the tester for a while.
    hazard: true,
    sends:
      'Handshakes inside TLS: without a client certificate, and with one that the tester has just signed itself; before them ' +
      'and behind each of them one with the configured certificate.',
    accepts:
      'Without the right certificate: TLS fails, or the connection ends before an answer: pass; 401 or 403: warn; 101: fail; ' +
      'anything else: inconclusive, and so is a refusal without a configured certificate that is accepted behind it.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const right = configured(context)
      const open: string[] = []
      if (right === undefined) {
        const came = 'no client certificate is configured (sut.tls.cert), so that a refusal shows nothing'
        classify('credential-right', 'not-at-hand', '7-2', { sent: 'nothing', came, evidence: sut.evidence })
      } else {
        const knock = await knockWith(context, right)
        if (fateOf(knock) !== 'accepted')
          inconclusive(`the SUT does not accept the configured client certificate: ${knock.came}`)
        const sent = `${knock.sent}, inside TLS with the configured client certificate`
        classify('credential-right', 'accepted', '7-2', { ...knock, sent })
      }
      for (const [who, credential] of [
        ['no client certificate', undefined],
        ['a client certificate that the tester has just signed itself', selfSigned('nobody')],
      ] as const) {
        const problem = await judgeStranger(context, { who, credential, right })
        if (problem !== undefined) open.push(problem)
      }
      if (open.length > 0) inconclusive(open.join('; '))
    },
  })
})
