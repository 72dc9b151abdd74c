/**
 * `npm run hostile [ID ...]`: all cases, with the default timeouts, against every system that is no CSE, or against these.
 * Ends with 1 when a run does not come to what it has to come to, or takes longer than is stated for the system.
 */

import { nullSystems } from './catalogue.js'
import { hostileRun } from './hostile-run.js'
import { problemsOf } from './judge.js'
import { serverThat } from './server.js'

const asked = process.argv.slice(2)
const unknown = asked.filter((id) => !nullSystems.some((system) => system.id === id))
if (unknown.length > 0) process.stderr.write(`there is no system ${unknown.join(', ')}\n`)

let failed = unknown.length > 0
for (const system of nullSystems.filter(({ id }) => asked.length === 0 || asked.includes(id))) {
  const server = await serverThat(system.behaviour)
  const run = await hostileRun(server.url, {})
  await server.close()
  const { seconds } = system.expects
  const problems = [
    ...problemsOf(run, system.expects),
    ...(run.seconds > seconds ? [`it took longer than ${seconds} s`] : []),
  ]
  failed ||= problems.length > 0
  const figures = `${run.seconds.toFixed(1)} s, ${Math.round(run.peakMiB)} MiB, exit code ${run.exitCode}`
  process.stdout.write(
    [`${system.id}: ${figures}`, ...problems.map((problem) => `    ${problem}`), ''].join('\n'),
  )
}
process.exitCode = failed ? 1 : 0
