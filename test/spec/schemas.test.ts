import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { packageRoot } from '../../lib/spec/index.js'

describe('the files in schemas/', () => {
  const folder = join(packageRoot(), 'schemas')
  for (const name of readdirSync(folder)) {
    // Validators take that for granted (lib/spec/validator-options.ts).
    it(`${name} is a JSON Schema of 2020-12`, () => {
      const schema: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      const ajv = new Ajv2020()
      if (typeof schema !== 'object' || schema === null) throw new Error('it is no object')
      expect(ajv.validateSchema(schema), ajv.errorsText()).to.equal(true)
    })
  }
})
