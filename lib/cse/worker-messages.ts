/** What the thread of a CSE tells the one that started it. */
export type WorkerMessage =
  | { readonly kind: 'listening'; readonly url: string; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'log'; readonly line: string }

/** What is said to the thread: stop. */
export const stopMessage = 'stop'
