import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { describeHandshake, type Knock } from '../../lib/sut/index.js'
import { selfSigned, type Credential, type Endpoint } from '../../lib/wire/index.js'

/** The endpoint of a SUT that is reached by wss; that it may be reached by ws alone is 7-3. */
function secured({ sut, inapplicable }: CaseContext): Endpoint & Required<Pick<Endpoint, 'tls'>> {
  const { endpoint } = sut.system
  const { tls } = endpoint
  return tls === undefined
    ? inapplicable('the SUT is reached at a ws address, without TLS')
    : { ...endpoint, tls }
}

/** Whether the handshake was accepted. */
function isAccepted({ outcome }: Knock): boolean {
  return outcome.kind === 'answer' && outcome.answer.status === 101
}

/** Knocks with this credential, or with none, and everything else as configured. */
function knockWith(context: CaseContext, credential: Credential | undefined): Promise<Knock> {
  const { tls, ...endpoint } = secured(context)
  const { cert: _cert, key: _key, ...others } = tls
  return context.sut.knock({ ...endpoint, tls: { ...others, ...credential } })
}

/** What the SUT makes of a client without the right credential. */
function fate({ outcome }: Knock): BehaviourOf<'credential-missing-or-wrong'> | undefined {
  switch (outcome.kind) {
    case 'answer':
      return outcome.answer.status === 101 ? 'accepted' : 'refused-by-http'
    case 'closed':
    case 'unreachable':
    case 'garbage':
      return 'refused-by-tls'
    case 'timeout':
      return undefined
  }
}

/** Clients that the SUT has no reason to trust, and how they come by their credential. */
const strangers = [
  { id: 'CSE/TLS/002', title: 'refuses a client without a credential', who: 'no client certificate' },
  {
    id: 'CSE/TLS/003',
    title: 'refuses a client whose certificate nobody vouches for',
    who: 'a client certificate that the tester has just signed itself',
    credential: () => selfSigned('nobody'),
  },
] as const satisfies readonly {
  readonly id: string
  readonly title: string
  readonly who: string
  readonly credential?: () => Credential
}[]

clause('7', 'Security Aspects', (test) => {
  test('CSE/TLS/001', {
    title: 'takes no handshake without TLS at a wss address',
    covers: ['7-1'],
    sends: 'The octets of a handshake over plain TCP to the wss port; the same inside TLS is accepted first.',
    accepts: 'Anything but 101: an alert, the end of TCP, an HTTP error or silence.',
    async run(context) {
      const { tls: _tls, ...plain } = secured(context)
      await context.sut.open()
      const knock = await context.sut.knock(plain)
      context
        .expect(isAccepted(knock), '7-1', {
          sent: `${knock.sent}, over TCP without TLS`,
          came: describeHandshake(knock.outcome),
          evidence: knock.evidence,
        })
        .to.equal(false)
    },
  })

  for (const { id, title, who, ...rest } of strangers) {
    test(id, {
      title,
      covers: ['7-2'],
      sends: `A handshake inside TLS with ${who}; with the configured one, if there is one, it is accepted first.`,
      accepts:
        'TLS fails, or the connection ends before a 101: pass; a refusal by HTTP, such as 401 or 403: warn; 101: fail. ' +
        'Refused where no client certificate is configured, or silence: inconclusive.',
      async run(context) {
        const { sut, classify, inconclusive } = context
        const configured = secured(context).tls.cert !== undefined
        await sut.open()
        const knock = await knockWith(context, 'credential' in rest ? rest.credential() : undefined)
        const behaviour = fate(knock)
        const came = describeHandshake(knock.outcome)
        if (behaviour === undefined) return inconclusive(`the SUT neither refuses nor accepts: ${came}`)
        if (behaviour !== 'accepted' && !configured)
          inconclusive(
            'without a client certificate in the configuration (sut.tls.cert) a refusal shows nothing',
          )
        classify('credential-missing-or-wrong', behaviour, '7-2', {
          sent: `${knock.sent}, inside TLS with ${who}`,
          came,
          evidence: knock.evidence,
        })
      },
    })
  }

  test('CSE/TLS/004', {
    title: 'lets a client with the right credential in',
    covers: ['7-2'],
    sends:
      'A handshake inside TLS without a client certificate, whatever comes of it, and behind it one with the configured ' +
      'certificate.',
    accepts: '101 to the second: pass; anything else: fail. No client certificate configured: inconclusive.',
    async run(context) {
      const { sut, classify } = context
      const { cert, key } = secured(context).tls
      const evidence = sut.evidence
      if (cert === undefined || key === undefined) {
        const came = 'no client certificate is configured (sut.tls.cert)'
        classify('credential-right', 'not-at-hand', '7-2', { sent: 'nothing', came, evidence })
        return
      }
      await knockWith(context, undefined)
      const knock = await knockWith(context, { cert, key })
      classify('credential-right', isAccepted(knock) ? 'accepted' : 'refused', '7-2', {
        sent: `${knock.sent}, inside TLS with the configured client certificate`,
        came: describeHandshake(knock.outcome),
        evidence: knock.evidence,
      })
    },
  })
})
