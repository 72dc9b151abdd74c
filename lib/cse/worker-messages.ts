import type { CseOptions } from './options.js'

/** What the thread of a CSE tells the one that started it. */
export type WorkerMessage =
  | { readonly kind: 'listening'; readonly url: string; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'stopped' }

/** What is said to the thread: start a CSE, of which `logs` says whether anybody reads its lines; stop it. */
export type WorkerOrder =
  { readonly kind: 'start'; readonly options: CseOptions; readonly logs: boolean } | { readonly kind: 'stop' }
