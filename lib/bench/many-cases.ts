/** A run of as many cases as are asked for, in a process of its own: `node many-cases.js 10000 <folder>`. */
import { allVariants, Conformance, loadSuites, type Variant } from '../case/index.js'
import { startCse } from '../cse/index.js'
import { createRunFolder, RecordWriter } from '../record/index.js'
import { renderAll, suiteCatalogue } from '../report/index.js'
import { defaultConfiguration, type Configuration } from '../sut/configuration/index.js'

/** The cases of the suite that work rather than wait, again and again under ids of their own. */
function manyVariants(count: number): readonly Variant[] {
  const base = allVariants().filter(
    ({ definition }) => definition.kind === 'case' && definition.hazard !== true && definition.waits !== true,
  )
  return Array.from({ length: count }, (_, index) => {
    const variant = base[index % base.length]
    if (variant === undefined) throw new Error('the suite has no cases')
    return { ...variant, id: `${variant.id}#${Math.floor(index / base.length)}` }
  })
}

const [count = '1000', out = ''] = process.argv.slice(2)
await loadSuites()
const selected = manyVariants(Number(count))
const usual = defaultConfiguration()
const configuration: Configuration = { ...usual, run: { ...usual.run, seed: 1 } }
const folder = createRunFolder({ cwd: process.cwd(), now: new Date(), out })
if (folder.kind === 'unusable') throw new Error(folder.message)
const cse = await startCse({ edition: 'R2A' })
const record = new RecordWriter({
  folder: folder.folder,
  evidencePerCase: configuration.limits.evidencePerCase,
})
const conformance = new Conformance({ configuration, url: cse.url, embedded: true, record })
await conformance.prepare(selected)
const startedAt = performance.now()
const { results } = await conformance.perform(selected)
const ranMs = performance.now() - startedAt
await cse.terminate()
const renderedAt = performance.now()
const rendered = await renderAll(folder.folder, suiteCatalogue)
const renderedMs = performance.now() - renderedAt
const lost = rendered.kind === 'rendered' ? rendered.lost.map(({ file }) => file) : ['everything']
const passed = results.filter(({ verdict }) => verdict === 'pass' || verdict === 'inapplicable').length
process.stdout.write(`${JSON.stringify({ cases: results.length, passed, ranMs, renderedMs, lost })}\n`)
