import { X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { readText } from './file.js'
import type { Problem } from './schema.js'
import { secretsOfPem } from './secrets.js'
import type { ConfigurationDocument, TlsConfiguration } from './types.js'

type TlsDocument = NonNullable<NonNullable<ConfigurationDocument['sut']>['tls']>

/** The files of TLS, read and found to fit together. */
export interface LoadedTls {
  readonly tls: TlsConfiguration
  readonly secrets: readonly string[]
  readonly problems: readonly Problem[]
}

const fileSettings = ['ca', 'cert', 'key'] as const
type FileSetting = (typeof fileSettings)[number]

/** What is wrong with the content of one file, as the end of a sentence; never its content. */
function contentProblem(setting: FileSetting, text: string): string | undefined {
  const wanted = setting === 'key' ? 'PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'
  if (!text.includes(wanted)) return `holds no ${setting === 'key' ? 'private key' : 'certificate'} in PEM`
  if (setting === 'key' && text.includes('ENCRYPTED'))
    return 'is an encrypted key; give it without a passphrase'
  try {
    if (setting === 'key') createSecureContext({ key: text })
    else new X509Certificate(text)
    return undefined
  } catch {
    return `cannot be parsed as a ${setting === 'key' ? 'private key' : 'certificate'}`
  }
}

function pairProblem(
  tls: TlsDocument,
  contents: Readonly<Partial<Record<FileSetting, string>>>,
): readonly Problem[] {
  const { cert, key } = contents
  if (tls.cert !== undefined && tls.key === undefined)
    return [{ path: path('cert'), text: 'needs sut.tls.key' }]
  if (tls.key !== undefined && tls.cert === undefined)
    return [{ path: path('key'), text: 'needs sut.tls.cert' }]
  if (cert === undefined || key === undefined) return []
  try {
    createSecureContext({ cert, key })
    return []
  } catch {
    return [{ path: path('key'), text: 'does not belong to the certificate in sut.tls.cert' }]
  }
}

function path(setting: FileSetting): readonly string[] {
  return ['sut', 'tls', setting]
}

/** Reads the files that a configuration names; `folderOf` says where the relative name of a setting starts. */
export function loadTls(tls: TlsDocument, folderOf: (path: readonly string[]) => string): LoadedTls {
  const problems: Problem[] = []
  const contents: Partial<Record<FileSetting, string>> = {}
  const files: Partial<Record<FileSetting, string>> = {}
  const secrets: string[] = []
  for (const setting of fileSettings) {
    const name = tls[setting]
    if (name === undefined) continue
    const read = readText(resolve(folderOf(path(setting)), name))
    const problem = 'error' in read ? read.error : contentProblem(setting, read.text)
    if ('text' in read) secrets.push(...secretsOfPem(read.text))
    if (problem !== undefined) problems.push({ path: path(setting), text: `(${name}) ${problem}` })
    else if ('text' in read) contents[setting] = read.text
    files[setting] = name
  }
  const { serverName, insecure } = tls
  return {
    tls: {
      ...contents,
      ...(serverName === undefined ? {} : { serverName }),
      ...(insecure === undefined ? {} : { insecure }),
      files,
    },
    secrets,
    problems: problems.length > 0 ? problems : pairProblem(tls, contents),
  }
}
