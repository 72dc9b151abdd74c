// A stale file in dist would still be loaded by mocha's glob, so every build starts empty.
import { rmSync } from 'node:fs'

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
