import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Knock } from '../../lib/sut/index.js'
import { selfSigned, type Credential, type Endpoint } from '../../lib/wire/index.js'

/** A right credential that is refused now and then shows in so many attempts. */
const attempts = 6

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
 * Judges that the right credential, which has been accepted before, is accepted each time.
 * @returns why it is not clear; undefined where it was judged
 */
async function judgeRight(context: CaseContext, right: Credential): Promise<string | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const knock = await knockWith(context, right)
    const fate = fateOf(knock)
    if (fate === 'unclear')
      return `the SUT neither refuses nor accepts the configured client certificate: ${knock.came}`
    context.classify('credential-right', fate === 'accepted' ? 'accepted' : 'refused', '7-2', {
      ...knock,
      sent: `${knock.sent}, inside TLS with the configured client certificate (${attempt} of ${attempts})`,
    })
    if (fate !== 'accepted') break
  }
  return undefined
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
      `Handshakes inside TLS: ${attempts} with the configured client certificate, which is accepted on another connection first; ` +
      'one without any, and one with a certificate that the tester has just signed itself, each with one more with the ' +
      'configured certificate behind it.',
    accepts:
      'With the configured certificate: 101: pass; TLS fails, an end before an answer, 401 or 403: fail; none configured: ' +
      'inconclusive. With none or a strange one: TLS fails, or an end before an answer: pass; 401 or 403: warn; 101: fail. ' +
      'Any other answer, silence, and a refusal of strangers behind which the configured certificate is not accepted either: ' +
      'inconclusive.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const right = configured(context)
      const problems: (string | undefined)[] = []
      if (right === undefined) {
        const came = 'no client certificate is configured (sut.tls.cert), so that a refusal shows nothing'
        classify('credential-right', 'not-at-hand', '7-2', { sent: 'nothing', came, evidence: sut.evidence })
      } else {
        // Whose credential is never accepted may have configured the wrong one.
        await sut.open()
        problems.push(await judgeRight(context, right))
      }
      for (const [who, credential] of [
        ['no client certificate', undefined],
        ['a client certificate that the tester has just signed itself', selfSigned('nobody')],
      ] as const) {
        problems.push(await judgeStranger(context, { who, credential, right }))
      }
      const unclear = problems.filter((problem) => problem !== undefined)
      if (unclear.length > 0) inconclusive(unclear.join('; '))
    },
  })
})
