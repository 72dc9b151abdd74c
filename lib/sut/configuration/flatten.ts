import { hideSecrets, isSecretName } from './secrets.js'
import { isTree, leavesOf, type Leaf } from './tree.js'
import type { Configuration } from './types.js'

function text(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}

/** What a report shows of a configuration: TLS files by name, never by content. */
function shownPart(configuration: Configuration): Readonly<Record<string, unknown>> {
  const { secrets: _, sut, ...rest } = configuration
  if (sut.tls === undefined) return { sut, ...rest }
  const { files, serverName, insecure } = sut.tls
  return { sut: { ...sut, tls: { ...files, serverName, insecure } }, ...rest }
}

/**
 * The configuration in force as texts by path, such as `timeouts.response` to `3000`, for the report. Secrets are
 * replaced by `(secret)`; settings that are not set are left out.
 */
export function flatten(configuration: Configuration): Readonly<Record<string, string>> {
  const shown = ({ path, value }: Leaf): readonly [string, string] => {
    const [group, name, field = ''] = path
    const isSecretHeader = group === 'sut' && name === 'headers' && isSecretName(field)
    return [path.join('.'), isSecretHeader ? '(secret)' : hideSecrets(text(value), configuration.secrets)]
  }
  const leaves = leavesOf(shownPart(configuration)).filter(
    ({ value }) => value !== undefined && !isTree(value),
  )
  return Object.fromEntries(leaves.map(shown))
}
