import type {
  Application,
  OpenOptions,
  PrimitiveConnection,
  Scope,
  Session,
  SessionOptions,
} from '../lib/sut/index.js'

/** An application for registration, on the connection that it went by. */
export interface Applied {
  readonly connection: PrimitiveConnection
  readonly application: Application
}

/**
 * Applies for the registration of an AE, in the form that this SUT takes, over the connection that `connect` gives for
 * the identifier asked for. Unlike {@link Scope.session} it leaves a refusal to the case.
 */
export function applied(
  sut: Scope,
  connect: (originator: string) => Promise<PrimitiveConnection>,
  { pointOfAccess = 'as needed', attributes = {} }: Pick<SessionOptions, 'pointOfAccess' | 'attributes'> = {},
): Promise<Applied> {
  return sut.system.registering(async (form) => {
    const asked = form.from === 'stem' ? sut.system.names.stem() : form.from
    const connection = await connect(asked)
    return { connection, application: await sut.apply(connection, asked, attributes, pointOfAccess) }
  })
}

/** A client that has not registered, on a connection of its own. */
export interface Outsider {
  readonly identifier: string
  readonly connection: PrimitiveConnection
  readonly requester: ReturnType<Scope['requester']>
}

/** Opens a connection for an originator that the SUT does not know. */
export async function outsider(
  sut: Scope,
  identifier = sut.system.names.stem(),
  options: OpenOptions = {},
): Promise<Outsider> {
  const connection = await sut.open({ ...options, originator: identifier })
  return { identifier, connection, requester: sut.requester(connection, identifier) }
}

/**
 * Closes the connection of an AE in order (RFC 6455 7.1.2) and waits for its end, whatever the SUT makes of it: the
 * cases on 6.3 judge that.
 */
export async function leave(sut: Scope, session: Session): Promise<void> {
  await session.open.wire.shutDown(sut.system.timeouts.close)
  session.connection = undefined
}

/** Drops the TCP connection of an AE with a reset, without a Close frame. */
export function drop(session: Session): void {
  session.open.wire.reset()
  session.connection = undefined
}

/**
 * Registers an AE that has connected before, over the connection that it has, or over a new one where the SUT has closed
 * that or tells originators apart by it. A refusal makes the case inconclusive.
 */
export function registerAfterwards(sut: Scope, { identifier, connection }: Outsider): Promise<Session> {
  return sut.system.registering(async ({ from }) => {
    const asked = from === 'stem' ? identifier : from
    const over = connection.ended === undefined ? connection : await sut.open({ originator: asked })
    const session = sut.admitted(over, await sut.apply(over, asked))
    if (session.identifier !== identifier && sut.system.namesOriginatorInHandshake) {
      await over.wire.destroy()
      await session.reopen()
    }
    return session
  })
}
