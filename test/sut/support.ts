import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { everyIcsItem } from '../../lib/spec/index.js'
import { defaultConfiguration } from '../../lib/sut/configuration/index.js'
import {
  System,
  type Deviation,
  type EvidenceTranscript,
  type Occasion,
  type Scope,
  type SystemOptions,
  type SystemProfile,
} from '../../lib/sut/index.js'

/** A profile of a SUT that can do everything, as discovery would have found it. */
export const profile: SystemProfile = {
  edition: 'R2A',
  cseId: '/id-in',
  cseName: 'cse-in',
  offered: ['json'],
  registration: { from: 'stem', releaseVersions: true },
  offers: { ...everyIcsItem(true), xml: false, cbor: false },
  pointOfAccess: undefined,
  refusesRegistered: undefined,
  adminWorks: true,
  roundTripMs: 1,
  answersHandshakes: true,
  answersRequests: true,
}

/** What a system on a SUT at this port is made of, with short waits, and everything that was reported to the watch. */
export function optionsFor(port: number): {
  readonly options: SystemOptions
  readonly transcript: EvidenceTranscript
  readonly deviations: readonly Deviation[]
  readonly seen: readonly Occasion[]
} {
  const deviations: Deviation[] = []
  const seen: Occasion[] = []
  const usual = defaultConfiguration()
  let rows = 0
  const transcript = { file: 'evidence/test.jsonl', row: () => (rows += 1) }
  const options: SystemOptions = {
    configuration: {
      ...usual,
      timeouts: { connect: 500, response: 300, close: 300, silence: 40, idle: 160, case: 5000 },
    },
    endpoint: { host: '127.0.0.1', port },
    authority: `127.0.0.1:${port}`,
    clock: () => Math.round(performance.now() * 1000),
    watcher: {
      seen: (occasion) => seen.push(occasion),
      deviated: (deviation) => deviations.push(deviation),
    },
    adminTranscript: transcript,
  }
  return { options, transcript, deviations, seen }
}

/** A scope on a SUT at this port, with short waits, and everything that was reported to the watch. */
export function scopeOn(port: number): {
  readonly scope: Scope
  readonly deviations: readonly Deviation[]
  readonly seen: readonly Occasion[]
} {
  const { options, transcript, deviations, seen } = optionsFor(port)
  return { scope: new System(options, profile).scope(transcript), deviations, seen }
}

/** A WebSocket server that does what it is told with each connection. */
export async function serverWith(
  does: (socket: WebSocket) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: ([first]) => first ?? false,
  })
  server.on('connection', does)
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate()
        server.close(() => resolve())
      }),
  }
}
