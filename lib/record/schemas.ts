import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { packageRoot } from '../spec/package-root.js'
import { validatorOptions } from '../spec/validator-options.js'
import type { EvidenceRow, RecordLine, Results } from './types.js'

const names = ['record', 'evidence', 'results'] as const
type SchemaName = (typeof names)[number]

const ids: Readonly<Record<SchemaName, string>> = {
  record: 'urn:onem2m-ws-conformance:record:1',
  evidence: 'urn:onem2m-ws-conformance:evidence:1',
  results: 'urn:onem2m-ws-conformance:results:1',
}

let loaded: Ajv2020 | undefined

function schemas(): Ajv2020 {
  if (loaded !== undefined) return loaded
  const ajv = new Ajv2020({
    ...validatorOptions,
    discriminator: true,
    strictRequired: false,
    strictTypes: false,
  })
  for (const name of names) {
    const schema: unknown = JSON.parse(
      readFileSync(join(packageRoot(), 'schemas', `${name}.schema.json`), 'utf8'),
    )
    if (typeof schema === 'object' && schema !== null) ajv.addSchema(schema)
  }
  return (loaded = ajv)
}

function validator<T>(name: SchemaName): ValidateFunction<T> {
  const found = schemas().getSchema<T>(ids[name])
  if (found === undefined) throw new Error(`schemas/${name}.schema.json has not the id ${ids[name]}`)
  return found as ValidateFunction<T>
}

/** Why data does not match its schema; one line. */
function problems(check: ValidateFunction): string {
  return schemas().errorsText(check.errors, { dataVar: '' }).trim()
}

/** What came of reading something against its schema. */
export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

function checked<T>(name: SchemaName, data: unknown): Checked<T> {
  const check = validator<T>(name)
  return check(data) ? { ok: true, value: data } : { ok: false, problem: problems(check) }
}

/** A line of `run.jsonl` against `schemas/record.schema.json`. */
export function checkRecordLine(data: unknown): Checked<RecordLine> {
  return checked<RecordLine>('record', data)
}

/** A line of an evidence file against `schemas/evidence.schema.json`. */
export function checkEvidenceRow(data: unknown): Checked<EvidenceRow> {
  return checked<EvidenceRow>('evidence', data)
}

/** `results.json` against `schemas/results.schema.json`. */
export function checkResults(data: unknown): Checked<Results> {
  return checked<Results>('results', data)
}
