import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import type { Knock } from '../../lib/sut/index.js'
import { selfSigned, type Credential, type Endpoint } from '../../lib/wire/index.js'

/** The right credential that is refused now and then shows in so many attempts. */
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
 * What became of a client inside TLS: in TLS 1.3 a refusal shows only after the client has taken TLS for complete.
 * `unclear`: something else than its credential may have been the cause.
 */
function fateOf(knock: Knock): 'accepted' | 'refused by TLS' | 'refused by HTTP' | 'unclear' {
  const { outcome } = knock
  switch (outcome.kind) {
    case 'answer':
      return outcome.answer.status === 101 ? 'accepted' : 'refused by HTTP'
    case 'closed':
      return outcome.octets.length === 0 ? 'refused by TLS' : 'unclear'
    case 'refused':
      return outcome.by === 'TLS' ? 'refused by TLS' : 'unclear'
    case 'timeout':
    case 'garbage':
    case 'unreachable':
      return 'unclear'
  }
}

/** Judges that the right credential is let in, each time; what has another cause makes the case inconclusive. */
async function judgeRight(context: CaseContext, credential: Credential): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const knock = await knockWith(context, credential)
    const fate = fateOf(knock)
    if (fate === 'unclear' || fate === 'refused by HTTP')
      context.inconclusive(
        `a handshake with the configured client certificate was needed to get here: ${knock.came}`,
      )
    context.classify('credential-right', fate === 'accepted' ? 'accepted' : 'refused', '7-2', {
      ...knock,
      sent: `${knock.sent}, inside TLS with the configured client certificate (${attempt} of ${attempts})`,
    })
    if (fate !== 'accepted') return
  }
}

const behaviours = {
  accepted: 'accepted',
  'refused by TLS': 'refused-by-tls',
  'refused by HTTP': 'refused-by-http',
} as const satisfies Readonly<Record<string, BehaviourOf<'credential-missing-or-wrong'>>>

/**
 * Judges what becomes of a client that the SUT has no reason to trust. Where the right credential is not at hand, a refusal
 * may be one of everybody.
 */
async function judgeStranger(
  context: CaseContext,
  {
    who,
    credential,
    known,
  }: {
    readonly who: string
    readonly credential: Credential | undefined
    readonly known: boolean
  },
): Promise<void> {
  const knock = await knockWith(context, credential)
  const fate = fateOf(knock)
  if (fate === 'unclear') context.inconclusive(`the SUT neither refuses nor accepts ${who}: ${knock.came}`)
  if (fate !== 'accepted' && !known) return
  context.classify('credential-missing-or-wrong', behaviours[fate], '7-2', {
    ...knock,
    sent: `${knock.sent}, inside TLS with ${who}`,
  })
}

clause('7', 'Security Aspects', (test) => {
  test('CSE/TLS/001', {
    title: 'takes no handshake without TLS at a wss address',
    covers: ['7-1'],
    sends: 'The octets of a handshake over plain TCP to the wss port; the same inside TLS is accepted first.',
    accepts: 'An alert, the end of TCP, an HTTP error: pass; 101: fail. Silence, or no TCP: inconclusive.',
    async run(context) {
      const { tls: _tls, ...plain } = secured(context)
      await context.sut.open()
      const knock = await context.sut.knock(plain)
      const { outcome } = knock
      if (knock.kind === 'no connection' || outcome.kind === 'timeout')
        context.inconclusive(`the SUT neither refuses nor accepts a handshake without TLS: ${knock.came}`)
      const status = outcome.kind === 'answer' ? outcome.answer.status : undefined
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
      `Handshakes inside TLS: ${attempts} with the configured client certificate, one without any, and one with a ` +
      'certificate that the tester has just signed itself.',
    accepts:
      'With the configured one: 101: pass; TLS fails: fail; none configured: inconclusive. With none or with a strange one: ' +
      'TLS fails, or the connection ends before a 101: pass; a refusal by HTTP, such as 401 or 403: warn; 101: fail. What may ' +
      'have another cause: inconclusive.',
    async run(context) {
      const { sut, classify } = context
      const credential = configured(context)
      const known = credential !== undefined
      if (known) await judgeRight(context, credential)
      await judgeStranger(context, { who: 'no client certificate', credential: undefined, known })
      const who = 'a client certificate that the tester has just signed itself'
      await judgeStranger(context, { who, credential: selfSigned('nobody'), known })
      if (!known) {
        const came = 'no client certificate is configured (sut.tls.cert), so that a refusal shows nothing'
        classify('credential-right', 'not-at-hand', '7-2', { sent: 'nothing', came, evidence: sut.evidence })
      }
    },
  })
})
