import { randomInt } from 'node:crypto'
import { everyIcsItem } from '../../spec/index.js'
import type { Configuration } from './types.js'

/** Seeds have 31 bits, so that they stay whole numbers in every tool that reads the record. */
const seeds = 2 ** 31

/** The configuration in force when nothing at all is set: the embedded CSE, everything found out, a random seed. */
export function defaultConfiguration(): Configuration {
  return {
    sut: {
      url: undefined,
      cseId: undefined,
      cseName: undefined,
      edition: 'auto',
      originators: { admin: 'CAdmin', ae: 'auto' },
      headers: {},
      tls: undefined,
      proxy: undefined,
      maxMessage: 'auto',
      idleTimeout: 'auto',
      restart: undefined,
      product: { vendor: '', name: '', version: '' },
    },
    ics: everyIcsItem('auto'),
    serializations: 'auto',
    timeouts: { connect: 2000, response: 3000, close: 2000, silence: 250, idle: 1000, case: 30_000 },
    limits: { receive: 16_777_216, evidencePerCase: 262_144 },
    run: {
      clauses: [],
      grep: undefined,
      cases: [],
      concurrency: 8,
      seed: randomInt(seeds),
      expect: undefined,
      updateExpect: false,
      out: undefined,
    },
    secrets: [],
  }
}
