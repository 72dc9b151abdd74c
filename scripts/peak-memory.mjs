// Loaded with --import before a program: writes the most memory that its process has had into a file when it ends.
//   PEAK_MEMORY_FILE=peak.txt node --import ./scripts/peak-memory.mjs bin/ts0020.js run
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env.PEAK_MEMORY_FILE
if (isMainThread && file !== undefined) {
  // Kibioctets, the memory of all threads included.
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)))
}
