import { operation, prepareCodecs, resourceOf, responseType, type ValueObject } from '../primitive/index.js'
import {
  editionData,
  everyIcsItem,
  icsSince,
  reached,
  serializations,
  type Edition,
  type IcsItem,
  type Serialization,
} from '../spec/index.js'
import { connect, headerValues } from '../wire/index.js'
import { describeHandshake, describeReply, PreconditionError, type Reply, type Upgrade } from './exchange.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import { applyAsCse } from './registree-cse.js'
import { probeRouting, standInPointOfAccess } from './routing-probe.js'
import type { EvidenceTranscript, Scope } from './scope.js'
import { responseWith, type Registration } from './session.js'
import { System, type RegistrationForm, type SystemOptions, type SystemProfile } from './system.js'

/** A line of what was found out. */
export interface Fact {
  readonly name: string
  readonly value: string
}

/** What the SUT offers, found out before the run. */
export type Discovery =
  /** No TCP or TLS connection came about; the profile is a mere assumption. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly profile: SystemProfile }
  | {
      readonly kind: 'discovered'
      readonly profile: SystemProfile
      readonly facts: readonly Fact[]
      /** Resources of the discovery, still to be removed. */
      readonly created: readonly string[]
    }

/** Forms of an AE registration, tried in this order. */
const forms: readonly RegistrationForm[] = [
  { from: 'stem', releaseVersions: true },
  { from: 'stem', releaseVersions: false },
  { from: 'C', releaseVersions: true },
  { from: 'C', releaseVersions: false },
  { from: 'S', releaseVersions: true },
  { from: 'S', releaseVersions: false },
]

const unknown = 'not found out'

const blank = (edition: Edition): SystemProfile => ({
  edition,
  cseId: undefined,
  cseName: undefined,
  offered: ['json'],
  registration: { from: 'stem', releaseVersions: true },
  offers: everyIcsItem(true),
  pointOfAccess: undefined,
  refusesRegistered: undefined,
  adminWorks: false,
  roundTripMs: undefined,
  answersHandshakes: true,
  answersRequests: false,
})

/** What became of an attempt to register an AE. */
interface RegistrationAttempt {
  readonly form: RegistrationForm
  readonly registration: Registration | undefined
  readonly connection: PrimitiveConnection | undefined
  readonly scope: Scope
  readonly problem: string
  /** False when nothing at all came back to the request. */
  readonly answered: boolean
}

/** The connection of an AE that was registered, while it is open: a second one beside it need not be served (TS-0020 5.2). */
async function connectionOf(
  { scope, connection }: RegistrationAttempt,
  { identifier }: Registration,
): Promise<PrimitiveConnection> {
  const usable = connection !== undefined && connection.ended === undefined
  return usable ? connection : scope.open({ originator: identifier })
}

/** Finds out, with a handful of exchanges, what the SUT offers; judges nothing. */
export class Discoverer {
  readonly #facts: Fact[] = []
  readonly #scopes: Scope[] = []
  readonly #created: string[] = []
  #stop: AbortSignal | undefined
  #stopped = false
  /** Serializations agreed to, by the names of either edition; what comes after is asked in the first of them. */
  #agreed: Readonly<Record<'R2A' | 'R3', readonly Serialization[]>> = { R2A: [], R3: [] }

  constructor(
    private readonly options: SystemOptions,
    private readonly transcript: EvidenceTranscript,
  ) {}

  /**
   * Runs the discovery. Takes at most a few response timeouts, whatever the SUT does. After `stop` nothing more is asked;
   * what was created until then is still told.
   */
  async discover(stop?: AbortSignal): Promise<Discovery> {
    const onStop = (): void => {
      this.#stopped = true
      for (const scope of this.#scopes) scope.closeConnections()
    }
    this.#stop = stop
    stop?.addEventListener('abort', onStop, { once: true })
    if (stop?.aborted === true) onStop()
    try {
      return await this.#discover()
    } finally {
      stop?.removeEventListener('abort', onStop)
      for (const scope of this.#scopes) scope.closeConnections()
    }
  }

  async #discover(): Promise<Discovery> {
    const { configuration } = this.options
    await prepareCodecs()
    const reached = await this.#reach()
    if (reached !== undefined)
      return { kind: 'unreachable', reason: reached, profile: blank(editionAsked(configuration.sut.edition)) }

    const names = await this.#subprotocols()
    this.#agreed = { R2A: names.R2A, R3: names.R3 }
    const asked = configuration.sut.edition
    const byNames: Edition =
      asked !== 'auto' ? asked : names.R2A.length === 0 && names.R3.length > 0 ? 'R3' : 'R2A'
    const registered = await this.#register(byNames, names.answered, asked === 'auto')
    const edition = registered?.scope.system.edition ?? byNames
    const seen = names.R2A.length > 0 || names.R3.length > 0 || registered !== undefined
    const how = asked !== 'auto' ? 'given' : seen ? 'found out' : 'assumed: the SUT has agreed to nothing'
    this.#fact('edition', `${edition} (${how})`)
    const offeredNames = edition === 'R3' ? names.R3 : names.R2A
    const compression = names.answered ? await this.#compression(edition) : true

    // First of all: some SUTs close a connection when its originator opens another one.
    const refusesRegistered = await this.#goingOn(registered)
    // What an AE is refused that is served nothing at all says nothing about what the SUT offers.
    const served = refusesRegistered === undefined ? registered : undefined
    const profile: SystemProfile = {
      ...blank(edition),
      registration: registered?.form ?? { from: 'stem', releaseVersions: true },
      offered: offeredNames,
      answersHandshakes: names.answered,
      answersRequests: registered !== undefined,
      ...(await this.#base(registered)),
      offers: await this.#offers(
        offeredNames,
        names.refused[edition === 'R3' ? 'R3' : 'R2A'],
        compression,
        served,
        await this.#remoteCse(registered),
      ),
      refusesRegistered,
      pointOfAccess: await this.#routing(served),
      roundTripMs: await this.#roundTrip(registered),
    }
    // What an interrupted request would have created is known to its scope only.
    const owned = this.#stopped ? this.#scopes.flatMap((scope) => scope.owned) : []
    const created = [...new Set([...this.#created, ...owned])]
    return { kind: 'discovered', profile, facts: this.#facts, created }
  }

  #fact(name: string, value: string): void {
    this.#facts.push({ name, value })
  }

  /** What is assumed until it is found out, with the serializations that the SUT has agreed to. */
  #assumed(edition: Edition): SystemProfile {
    const assumed = blank(edition)
    const agreed = this.#agreed[edition === 'R3' ? 'R3' : 'R2A']
    return agreed.length === 0 ? assumed : { ...assumed, offered: agreed }
  }

  #scope(profile: SystemProfile): Scope {
    const system = new System({ ...this.options, watcher: silentWatcher }, profile)
    const scope = system.scope(this.transcript)
    this.#scopes.push(scope)
    if (this.#stopped) scope.closeConnections()
    return scope
  }

  async #reach(): Promise<string | undefined> {
    const outcome = await connect(this.options.endpoint, {
      deadlineMs: this.options.configuration.timeouts.connect,
      transcript: this.transcript,
      clock: this.options.clock,
      connection: 0,
      ...(this.#stop === undefined ? {} : { signal: this.#stop }),
    })
    if (outcome.kind !== 'connected') return outcome.reason
    await outcome.wire.destroy()
    return undefined
  }

  /** Offers each name alone; says which were agreed to, and whether anything was answered at all. */
  async #subprotocols(): Promise<{
    readonly R2A: readonly Serialization[]
    readonly R3: readonly Serialization[]
    readonly answered: boolean
    /** Serializations whose name, in the edition, was refused the way it should be: with an HTTP error. */
    readonly refused: Readonly<Record<'R2A' | 'R3', readonly Serialization[]>>
  }> {
    const ask = async (edition: Edition, serialization: Serialization): Promise<Upgrade | undefined> => {
      const scope = this.#scope(blank(edition))
      const name = editionData[edition].subprotocols[serialization]
      try {
        const done = await scope.upgrade(scope.handshake({ subprotocols: [name] }))
        this.#fact(`subprotocol ${name}`, describeAgreement(done, name))
        return done
      } catch (problem) {
        if (!(problem instanceof PreconditionError)) throw problem
        this.#fact(`subprotocol ${name}`, problem.message)
        return undefined
      }
    }
    const of = async (edition: 'R2A' | 'R3'): Promise<(readonly [Serialization, Upgrade | undefined])[]> =>
      Promise.all(
        serializations.map(
          async (serialization) => [serialization, await ask(edition, serialization)] as const,
        ),
      )
    const [release2, release3] = await Promise.all([of('R2A'), of('R3')])
    const agreed = (edition: Edition, asked: typeof release2): readonly Serialization[] =>
      asked
        .filter(
          ([serialization, done]) => selected(done) === editionData[edition].subprotocols[serialization],
        )
        .map(([serialization]) => serialization)
    return {
      R2A: agreed('R2A', release2),
      R3: agreed('R3', release3),
      refused: { R2A: cleanlyRefused(release2), R3: cleanlyRefused(release3) },
      answered: [...release2, ...release3].some(([, done]) => done?.outcome.kind === 'answer'),
    }
  }

  async #compression(edition: Edition): Promise<boolean> {
    const scope = this.#scope(this.#assumed(edition))
    const done = await scope
      .upgrade(scope.handshake({ extensions: 'permessage-deflate' }))
      .catch(ignorePrecondition)
    const answer = done?.outcome.kind === 'answer' ? done.outcome.answer : undefined
    const value = answer === undefined ? [] : headerValues(answer, 'Sec-WebSocket-Extensions')
    const refused = answer === undefined || answer.status !== 101
    this.#fact(
      'permessage-deflate',
      refused ? unknown : value.length === 0 ? 'declined' : `accepted: ${value.join(', ')}`,
    )
    return value.length > 0 || refused
  }

  /** Tries the forms of a registration until one is taken. */
  async #register(
    edition: Edition,
    possible: boolean,
    auto: boolean,
  ): Promise<RegistrationAttempt | undefined> {
    if (!possible) return undefined
    const { ae } = this.options.configuration.sut.originators
    const possibleForms = forms.filter(({ from }) => (ae === 'C' || ae === 'S' ? from === ae : true))
    const [first, ...others] = possibleForms
    if (first === undefined) return undefined
    // A SUT of R2.0 may leave an unwrapped primitive unanswered, so both are tried at the same time.
    const [plain, wrapped] = await Promise.all([
      this.#attempt(edition, first),
      auto && edition === 'R2A' ? this.#attempt('R2.0', { from: 'stem', releaseVersions: false }) : undefined,
    ])
    let attempt: RegistrationAttempt = plain
    for (const form of others) {
      if (attempt.registration !== undefined || !attempt.answered) break
      attempt = await this.#attempt(edition, form)
    }
    const chosen =
      attempt.registration === undefined && wrapped?.registration !== undefined ? wrapped : attempt
    const how = `${chosen.form.from}${chosen.form.releaseVersions ? ' with srv' : ''}`
    this.#fact(
      'AE registration',
      chosen.registration === undefined
        ? `${chosen.answered ? 'refused' : 'not answered'}: ${chosen.problem}`
        : `accepted, fr ${how}; assigned ${chosen.registration.identifier}`,
    )
    return chosen.registration === undefined ? undefined : chosen
  }

  async #attempt(edition: Edition, form: RegistrationForm): Promise<RegistrationAttempt> {
    const cseName = this.options.configuration.sut.cseName
    const scope = this.#scope({ ...this.#assumed(edition), registration: form, cseName })
    const from = form.from === 'stem' ? scope.system.names.stem() : form.from
    try {
      const connection = await scope.open({ originator: from })
      const registration = await scope.register(connection, from)
      this.#created.push(registration.target)
      return { form, registration, connection, scope, problem: '', answered: true }
    } catch (problem) {
      if (!(problem instanceof PreconditionError)) throw problem
      const answered = !scope.system.primitivePatience.unansweredOnce
      return {
        form,
        registration: undefined,
        connection: undefined,
        scope,
        problem: problem.message,
        answered,
      }
    }
  }

  /** Whether a registered AE can go on over the connection that it registered on; returns why not. */
  async #goingOn(registered: RegistrationAttempt | undefined): Promise<string | undefined> {
    const { registration, connection, form, scope } = registered ?? {}
    if (registration === undefined || connection === undefined || scope === undefined) return undefined
    // An AE whose identifier was assigned opens a connection of its own in that name, and goes on over that.
    if (form?.from !== 'stem' && scope.system.namesOriginatorInHandshake) return undefined
    const reply = await scope.requester(connection, registration.identifier).retrieve(registration.target)
    const refused = reply.outcome.kind === 'response' && (reply.outcome.response.rsc ?? 0) >= 4000
    const came = describeReply(reply.outcome)
    this.#fact('a registered AE on its connection', refused ? `not served: ${came}` : came)
    return refused ? came : undefined
  }

  /** Reads the CSEBase as the administrator, else as the AE that was registered. */
  async #base(
    registered: RegistrationAttempt | undefined,
  ): Promise<Pick<SystemProfile, 'cseId' | 'cseName' | 'adminWorks'>> {
    const { sut } = this.options.configuration
    if (registered === undefined) return { cseId: sut.cseId, cseName: sut.cseName, adminWorks: false }
    const { scope, registration } = registered
    const admin = await this.#retrieveAs(scope, sut.originators.admin, sut.cseName ?? '-')
    const read = admin ?? (await this.#retrieveAs(scope, registration?.identifier ?? '', sut.cseName ?? '-'))
    const text = (name: string): string | undefined => {
      const value = read?.[name]
      return typeof value === 'string' ? value : undefined
    }
    const access = admin === undefined ? `not for ${sut.originators.admin}` : `for ${sut.originators.admin}`
    this.#fact('CSEBase', read === undefined ? 'not readable' : `readable ${access}`)
    if (read !== undefined) this.#fact('pointOfAccess', JSON.stringify(read['poa'] ?? null))
    const cseId = sut.cseId ?? text('csi')
    const cseName = sut.cseName ?? text('rn')
    this.#fact('CSE-ID', cseId ?? unknown)
    this.#fact('CSEBase name', cseName ?? unknown)
    return { cseId, cseName, adminWorks: admin !== undefined }
  }

  async #retrieveAs(scope: Scope, originator: string, to: string): Promise<ValueObject | undefined> {
    try {
      const connection = await scope.open({ originator })
      const reply = await scope.requester(connection, originator).retrieve(to)
      await connection.wire.destroy()
      const content = responseWith(reply, 2000)
      return content === undefined ? undefined : resourceOf(content)?.attributes
    } catch (problem) {
      ignorePrecondition(problem)
      return undefined
    }
  }

  /** ICS items: present unless cleanly refused. */
  async #offers(
    offered: readonly Serialization[],
    refused: readonly Serialization[],
    compression: boolean,
    registered: RegistrationAttempt | undefined,
    remoteCse: boolean,
  ): Promise<Readonly<Record<IcsItem, boolean>>> {
    // Where no name at all was agreed to, nothing can be said about what is left out.
    const present = (serialization: Serialization): boolean =>
      offered.includes(serialization) || offered.length === 0 || !refused.includes(serialization)
    const found: Record<IcsItem, boolean> = {
      json: present('json'),
      xml: present('xml'),
      cbor: present('cbor'),
      permessageDeflate: compression,
      nonBlockingSynch: await this.#transfer(registered, 1, 'non-blocking synchronous requests'),
      nonBlockingAsynch: await this.#transfer(registered, 2, 'non-blocking asynchronous requests'),
      flexBlocking: await this.#transfer(registered, responseType.flexBlocking, 'flexible requests'),
      noResponse: await this.#unanswered(registered),
      remoteCse,
    }
    return found
  }

  /** Whether a CSE can register; an error in answer to its application refuses it cleanly. */
  async #remoteCse(registered: RegistrationAttempt | undefined): Promise<boolean> {
    if (registered === undefined) return true
    const { scope } = registered
    const cseId = scope.system.names.cse()
    try {
      const connection = await scope.open({ originator: cseId })
      const { path, reply } = await applyAsCse(scope, connection, cseId)
      this.#fact('registration of a CSE', `answered with ${describeReply(reply.outcome)}`)
      await connection.wire.destroy()
      const refused = reply.outcome.kind === 'response' && (reply.outcome.response.rsc ?? 0) >= 4000
      if (!refused) this.#created.push(path)
      return !refused
    } catch (problem) {
      ignorePrecondition(problem)
      this.#fact('registration of a CSE', unknown)
      return true
    }
  }

  async #transfer(registered: RegistrationAttempt | undefined, rtv: number, name: string): Promise<boolean> {
    if (registered?.registration === undefined) return true
    const { scope, registration } = registered
    try {
      const connection = await connectionOf(registered, registration)
      const requester = scope.requester(connection, registration.identifier)
      const reply = await requester.request({ op: operation.retrieve, to: registration.target, rt: { rtv } })
      // An error refuses the mode cleanly, and so does the final result in place of an acknowledgement.
      const status = reply.outcome.kind === 'response' ? (reply.outcome.response.rsc ?? 0) : 0
      this.#fact(name, `answered with ${describeReply(reply.outcome)}`)
      this.#adoptRequest(reply)
      // A connection on which something is due may not be served until that has come.
      if (reply.outcome.kind !== 'response') await connection.wire.destroy()
      // Where the receiver chooses, the final result is as good as an acknowledgement.
      return status < (rtv === responseType.flexBlocking ? 4000 : 2000)
    } catch (problem) {
      ignorePrecondition(problem)
      this.#fact(name, unknown)
      return true
    }
  }

  /** Whether a request that asks for no response (`rt` 5, Release 3) is left without one. */
  async #unanswered(registered: RegistrationAttempt | undefined): Promise<boolean> {
    if (registered?.registration === undefined) return true
    const { scope, registration } = registered
    if (!reached(scope.system.edition, icsSince.noResponse ?? 'R3')) return false
    const name = 'requests for no response'
    try {
      const connection = await connectionOf(registered, registration)
      const requester = scope.requester(connection, registration.identifier)
      const rt = { rtv: responseType.noResponse }
      const request = requester.build({ op: operation.retrieve, to: registration.target, rt })
      connection.expectNothing(request.rqi)
      await connection.send(request)
      await requester.retrieve(registration.target)
      const answer = connection.responses.find(({ response }) => response.rqi === request.rqi)?.response
      this.#fact(name, answer === undefined ? 'not answered' : `answered with rsc ${answer.rsc ?? 'missing'}`)
      await connection.wire.destroy()
      return answer === undefined
    } catch (problem) {
      ignorePrecondition(problem)
      this.#fact(name, unknown)
      return true
    }
  }

  /** Finds out whether an AE must have a pointOfAccess to be routed to; returns the one to register with. */
  async #routing(registered: RegistrationAttempt | undefined): Promise<string | undefined> {
    if (registered?.registration === undefined) return undefined
    const { response } = this.options.configuration.timeouts
    try {
      const { scope, form } = registered
      const plain = await this.#subscriber(scope, form, {})
      const equipped = await this.#subscriber(scope, form, { poa: [standInPointOfAccess] })
      const routing = await probeRouting(scope, plain, equipped, response)
      this.#fact('routing to a registered AE', routing)
      return routing === 'only with pointOfAccess' ? standInPointOfAccess : undefined
    } catch (problem) {
      ignorePrecondition(problem)
      this.#fact('routing to a registered AE', unknown)
      return undefined
    }
  }

  async #subscriber(
    scope: Scope,
    form: RegistrationForm,
    attributes: ValueObject,
  ): Promise<{ readonly connection: PrimitiveConnection; readonly registration: Registration }> {
    const from = form.from === 'stem' ? scope.system.names.stem() : form.from
    const first = await scope.open({ originator: from })
    const registration = await scope.register(first, from, attributes)
    this.#created.push(registration.target)
    if (registration.identifier === from || !scope.system.namesOriginatorInHandshake) {
      return { connection: first, registration }
    }
    await first.wire.destroy()
    return { connection: await scope.open({ originator: registration.identifier }), registration }
  }

  #adoptRequest(reply: Reply): void {
    const content = responseWith(reply, 1000, 1001, 1002)
    const uri = content?.['m2m:uri']
    if (typeof uri === 'string') this.#created.push(uri)
  }

  async #roundTrip(registered: RegistrationAttempt | undefined): Promise<number | undefined> {
    if (registered === undefined) return undefined
    const connection = await registered.scope.open().catch(ignorePrecondition)
    const trip = await connection?.wire.roundTrip(this.options.configuration.timeouts.response)
    const measured = trip?.kind === 'pong' ? trip.ms : undefined
    this.#fact('round trip of a ping', measured === undefined ? unknown : `${measured.toFixed(1)} ms`)
    return measured
  }
}

function editionAsked(edition: Edition | 'auto'): Edition {
  return edition === 'auto' ? 'R2A' : edition
}

const silentWatcher = {
  seen: (): void => undefined,
  deviated: (): void => undefined,
}

/** Turns a precondition that was not reached into `undefined`; anything else is the tester's own error. */
function ignorePrecondition(problem: unknown): undefined {
  if (!(problem instanceof PreconditionError)) throw problem
  return undefined
}

/** Refused the way clause 6.2.3.1 wants it: with an HTTP error. */
function cleanlyRefused(
  asked: readonly (readonly [Serialization, Upgrade | undefined])[],
): readonly Serialization[] {
  return asked
    .filter(([, done]) => done?.outcome.kind === 'answer' && done.outcome.answer.status >= 400)
    .map(([serialization]) => serialization)
}

function selected(done: Upgrade | undefined): string | undefined {
  if (done?.outcome.kind !== 'answer' || done.outcome.answer.status !== 101) return undefined
  return headerValues(done.outcome.answer, 'Sec-WebSocket-Protocol')[0]
}

function describeAgreement(done: Upgrade, name: string): string {
  const chosen = selected(done)
  if (chosen === name) return 'agreed to'
  if (done.connection === undefined) {
    const how = done.outcome.kind === 'timeout' ? 'not answered' : 'refused'
    return `${how}: ${describeHandshake(done.outcome)}`
  }
  return chosen === undefined ? 'accepted without naming it' : `accepted, but with the name ${chosen}`
}
