import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  loadConfiguration,
  type Configuration,
  type ConfigurationInput,
} from '../../lib/sut/configuration/index.js'

/** A folder with files in it, until the tests of a `describe` are over. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'ts0020-configuration-'))

  /** Writes a file and returns its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Loads with this folder as the current one. */
  load(input: Partial<ConfigurationInput> = {}): ReturnType<typeof loadConfiguration> {
    return loadConfiguration({ environment: {}, options: {}, cwd: this.folder, ...input })
  }

  /** The configuration, which has to be valid. */
  loaded(input: Partial<ConfigurationInput> = {}): Configuration {
    const result = this.load(input)
    if (result.kind === 'invalid') throw new Error(result.errors.join('\n'))
    return result.configuration
  }

  /** The errors; none when it is valid. */
  errors(input: Partial<ConfigurationInput> = {}): readonly string[] {
    const result = this.load(input)
    return result.kind === 'invalid' ? result.errors : []
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
