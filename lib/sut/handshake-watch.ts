import type { HttpAnswer } from '../wire/index.js'
import type { EvidenceReference, Watcher } from './watcher.js'

/** Reports what holds for every server handshake: a status-line and header fields as RFC 7230 writes them. */
export class HandshakeWatch {
  constructor(private readonly watcher: Watcher) {}

  answer(answer: HttpAnswer, evidence: EvidenceReference): void {
    this.watcher.seen(answer.status === 101 ? 'handshake accepted' : 'handshake refused')
    for (const problem of answer.problems) {
      this.watcher.deviated({
        row: '6.2.1-2',
        code: problem.replaceAll(/\d+/g, 'n'),
        verdict: 'fail',
        message: `an answer "${answer.statusLine}" with ${problem}`,
        evidence,
      })
    }
    if (!answer.statusLine.startsWith('HTTP/1.1 ')) {
      this.watcher.deviated({
        row: '6.2.3.1-1',
        code: 'version',
        verdict: 'fail',
        message: `the status-line "${answer.statusLine}", which does not begin with HTTP/1.1`,
        evidence,
      })
    }
  }
}
