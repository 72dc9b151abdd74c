// Writes the pages of docs/ that are data: the readings, the requirements with their cases, the configuration keys.
//   npm run docs             writes them
//   npm run docs -- --check  ends with 1 when one of them is not up to date
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { coverage, loadSuites } from '../dist/lib/case/index.js'
import { clauseOf, clauseTitle, readings, requirements } from '../dist/lib/spec/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')

function readingsPage() {
  const parts = Object.entries(readings).map(([id, reading]) =>
    [
      `## ${id}`,
      '',
      `${reading.question} (${reading.rows.join(', ')}${reading.edition === undefined ? '' : `; edition ${reading.edition}`})`,
      '',
      'Behaviour | Verdict',
      '--- | ---',
      ...Object.values(reading.behaviours).map(({ text, verdict }) => `${cell(text)} | ${verdict}`),
    ].join('\n'),
  )
  return [
    '# Readings',
    '',
    'Where the documents are silent, contradict themselves or allow more than one reading: which verdict each behaviour gets.',
    '`noted` is an observation that changes no verdict. This page is generated from `lib/spec/readings/`.',
    '',
    parts.join('\n\n'),
    '',
  ].join('\n')
}

async function requirementsPage() {
  await loadSuites()
  const covered = coverage()
  const lines = []
  let clause
  for (const row of requirements) {
    if (clauseOf(row.id) !== clause) {
      clause = clauseOf(row.id)
      lines.push(
        '',
        `## ${clause} ${clauseTitle(clause) ?? ''}`.trimEnd(),
        '',
        'Row | Level | Required | Tested by, or why not',
        '--- | --- | --- | ---',
      )
    }
    const tested = covered.get(row.id)?.join(', ') ?? `${row.untested?.kind}: ${row.untested?.reason}`
    lines.push(`${row.id} | ${row.level} | ${cell(row.text)} | ${cell(tested)}`)
  }
  return [
    '# Requirements',
    '',
    `The catalogue: ${requirements.length} rows, ${covered.size} of them tested. In our own words; the documents have the last one.`,
    'This page is generated from `lib/spec/requirements/` and the suites.',
    ...lines,
    '',
  ].join('\n')
}

function configurationPage() {
  const schema = JSON.parse(
    readFileSync(new URL('../schemas/configuration.schema.json', import.meta.url), 'utf8'),
  )
  const rows = []
  const walk = (node, path) => {
    const resolved =
      node.$ref === undefined ? node : { ...schema.$defs[node.$ref.split('/').at(-1)], ...node }
    if (resolved.properties !== undefined) {
      for (const [name, inner] of Object.entries(resolved.properties)) {
        if (name !== '$schema') walk(inner, [...path, name])
      }
      return
    }
    const usual = resolved.default === undefined ? '' : `\`${JSON.stringify(resolved.default)}\``
    rows.push(`\`${path.join('.')}\` | ${cell(resolved.description ?? '')} | ${usual}`)
  }
  walk(schema, [])
  return [
    '# Configuration',
    '',
    'Keys of `ts0020.config.yaml` (or `.yml`, `.json`). Options of the command line beat `TS0020_*` variables beat the file beat the defaults.',
    'Unknown keys and variables are refused. `${env:NAME}` takes a value from the environment; such a value never appears in any output.',
    'This page is generated from `schemas/configuration.schema.json`.',
    '',
    'Key | Meaning | Default',
    '--- | --- | ---',
    ...rows,
    '',
  ].join('\n')
}

const pages = {
  'docs/readings.md': readingsPage(),
  'docs/requirements.md': await requirementsPage(),
  'docs/configuration.md': configurationPage(),
}
const check = process.argv.includes('--check')
for (const [file, text] of Object.entries(pages)) {
  const path = `${root}${file}`
  if (!check) {
    writeFileSync(path, text)
    continue
  }
  let present = ''
  try {
    present = readFileSync(path, 'utf8')
  } catch {
    present = ''
  }
  if (present !== text) {
    console.error(`${file} is not up to date; "npm run docs" writes it`)
    process.exitCode = 1
  }
}
