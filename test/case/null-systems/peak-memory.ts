/** Preloaded into a run (`node --import`): writes the peak of its resident memory, in MiB, to the file it is told. */

import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env['PEAK_MEMORY_FILE']
if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(process.resourceUsage().maxRSS / 1024))
  })
}
