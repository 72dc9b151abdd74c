import type { RequestParameters } from '../primitive/index.js'
import { PreconditionError, type Reply } from './exchange.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import { Requester } from './session.js'
import type { Edition } from '../spec/index.js'

/**
 * The operator's administrator: looks at state and cleans up. One connection for the run, one request outstanding, so
 * that nothing it does can be confused with what the cases test. It reopens when the SUT has closed it.
 */
export class Admin extends Requester {
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    originator: string,
    edition: Edition,
    nextIdentifier: () => string,
    private readonly open: () => Promise<PrimitiveConnection>,
  ) {
    super(undefined, originator, edition, nextIdentifier)
  }

  override request(parameters: RequestParameters, deadlineMs?: number): Promise<Reply> {
    const mine = this.#turn.then(() => this.#request(parameters, deadlineMs))
    this.#turn = mine
    return mine
  }

  /** Closes the connection, if any. */
  close(): void {
    void this.connection?.wire.destroy()
    this.connection = undefined
  }

  async #request(parameters: RequestParameters, deadlineMs?: number): Promise<Reply> {
    const request = this.build(parameters)
    try {
      if (this.connection === undefined || this.connection.ended !== undefined) {
        this.connection = await this.open()
      }
    } catch (problem) {
      if (!(problem instanceof PreconditionError)) throw problem
      return this.reply(request, { kind: 'not sent', reason: problem.message })
    }
    return this.requestAs(request, deadlineMs)
  }
}
