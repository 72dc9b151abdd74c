import { Conformance, type Listener } from '../case/index.js'
import { RecordWriter, type RunFolder } from '../record/index.js'
import type { Configuration } from '../sut/configuration/index.js'
import { declaredOfEmbedded, startEmbedded } from './embedded.js'

/** A run that is ready to begin, with the embedded CSE beside it where no URL was given. */
export interface OpenRun {
  readonly conformance: Conformance
  /** Ends what was started for the run. */
  close(): Promise<void>
}

/** Starts what a run needs. Throws an Error with one line when the embedded CSE cannot be started. */
export async function openRun(
  configuration: Configuration,
  folder: RunFolder,
  listener: Listener,
): Promise<OpenRun> {
  const record = new RecordWriter({
    folder: folder.folder,
    evidencePerCase: configuration.limits.evidencePerCase,
    secrets: configuration.secrets,
  })
  const embedded = configuration.sut.url === undefined ? await startEmbedded(configuration) : undefined
  const url = configuration.sut.url ?? embedded?.url ?? ''
  const settled = embedded === undefined ? configuration : declaredOfEmbedded(configuration)
  return {
    conformance: new Conformance({
      configuration: settled,
      url,
      embedded: embedded !== undefined,
      record,
      listener,
    }),
    close: async () => {
      // Nobody but the run was connected, and the run is over.
      await embedded?.terminate()
    },
  }
}
