import type { RequestParameters } from '../primitive/index.js'
import { PreconditionError, type Reply } from './exchange.js'
import type { Scope } from './scope.js'
import { Requester } from './session.js'
import type { Edition } from '../spec/index.js'

/**
 * The operator's administrator: looks at state and cleans up. One connection for the run, one request outstanding, so
 * that nothing it does can be confused with what the cases test. It reopens when the SUT has closed it.
 */
export class Admin extends Requester {
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(
    originator: string,
    edition: Edition,
    nextIdentifier: () => string,
    private readonly scope: Pick<Scope, 'open' | 'closeConnections'>,
  ) {
    super(undefined, originator, edition, nextIdentifier)
  }

  override request(parameters: RequestParameters, deadlineMs?: number): Promise<Reply> {
    const mine = this.#turn.then(() => this.#request(parameters, deadlineMs))
    // A request that went wrong concerns its case; the next ones have their turn all the same.
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Closes the connection, if any, for good: a case past its deadline that still asks gets no other one. */
  close(): void {
    this.#closed = true
    this.scope.closeConnections()
    this.connection = undefined
  }

  async #request(parameters: RequestParameters, deadlineMs?: number): Promise<Reply> {
    const request = this.build(parameters)
    if (this.#closed) return this.reply(request, { kind: 'not sent', reason: 'the run is over' })
    try {
      if (this.connection === undefined || this.connection.ended !== undefined) {
        const { originator } = this
        this.connection = await this.scope.open(originator === undefined ? {} : { originator })
      }
    } catch (problem) {
      if (!(problem instanceof PreconditionError)) throw problem
      return this.reply(request, { kind: 'not sent', reason: problem.message })
    }
    return this.requestAs(request, deadlineMs)
  }
}
