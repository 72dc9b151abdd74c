import { clause, type CaseContext } from '../../lib/case/index.js'
import { isValueList, resourceOf, type Value } from '../../lib/primitive/index.js'
import { describeReply, responseWith, type Reply, type Scope } from '../../lib/sut/index.js'

/** A ws or wss URI of a pointOfAccess, taken apart. */
interface WebSocketAddress {
  readonly scheme: string
  readonly host: string
  readonly port: number | undefined
  readonly path: string
}

/** Scheme and host in any letter case, IPv6 in brackets; undefined for what is no ws or wss URI. */
function addressOf(value: Value): WebSocketAddress | undefined {
  if (typeof value !== 'string') return undefined
  const parts = /^(wss?):\/\/(\[[0-9a-f:.]+\]|[^/:?#\s]+)(?::(\d+))?([/?#].*)?$/i.exec(value.trim())
  if (parts === null) return undefined
  const [, scheme = '', host = '', port, path = ''] = parts
  return {
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase().replace(/^\[|\]$/g, ''),
    port: port === undefined ? undefined : Number(port),
    path,
  }
}

type Form = 'host-and-port' | 'another-address' | 'with-path' | 'without-port'

/** How well one address says where the CSE can be reached, the best form first. */
const forms: readonly Form[] = ['host-and-port', 'another-address', 'with-path', 'without-port']

function formOf(address: WebSocketAddress, { endpoint }: Scope['system']): Form {
  if (address.path !== '' && address.path !== '/') return 'with-path'
  if (address.port === undefined) return 'without-port'
  const inUse =
    address.scheme === (endpoint.tls === undefined ? 'ws' : 'wss') &&
    address.host === endpoint.host.toLowerCase() &&
    address.port === endpoint.port
  return inUse ? 'host-and-port' : 'another-address'
}

/** The CSEBase, read by the administrator or else by an AE of this case. */
async function readBase({ sut, inconclusive }: CaseContext): Promise<Reply> {
  const byAdmin = await sut.system.admin.retrieve(sut.system.base)
  if (responseWith(byAdmin, 2000) !== undefined) return byAdmin
  const session = await sut.session()
  const byEntity = await session.retrieve(sut.system.base)
  if (responseWith(byEntity, 2000) !== undefined) return byEntity
  return inconclusive(
    `the tester may not read the CSEBase: ${byEntity.sent} brought ${describeReply(byEntity.outcome)}; ` +
      'name an originator who may with --originator',
  )
}

clause('6.2.1', 'General: pointOfAccess of the CSE', (test) => {
  test('CSE/HSK/007', {
    title: 'lists a ws or wss address with host and port in the pointOfAccess of its CSEBase',
    covers: ['6.2.1-4'],
    sends: 'RETRIEVE of the CSEBase.',
    accepts:
      'At least one ws or wss URI with host and port: pass; noted where none is the address in use; without a port, or ' +
      'with a path: warn; none at all: fail; CSEBase not readable: inconclusive.',
    async run(context) {
      const reply = await readBase(context)
      const base = resourceOf(responseWith(reply, 2000))?.attributes
      const pointOfAccess = base?.['poa'] ?? []
      const listed = isValueList(pointOfAccess) ? pointOfAccess : [pointOfAccess]
      const found = listed.map(addressOf).filter((address) => address !== undefined)
      const seen = new Set(found.map((address) => formOf(address, context.sut.system)))
      context.classify(
        'point-of-access-form',
        forms.find((form) => seen.has(form)) ?? 'no-websocket-uri',
        '6.2.1-4',
        {
          sent: reply.sent,
          came: `pointOfAccess ${JSON.stringify(pointOfAccess)}`,
          evidence: reply.evidence,
        },
      )
    },
  })
})
