export { expectFor, groundsOf, type Expect } from './expect.js'
export type { Grounds, Judge } from './judge.js'
