/** A mistake of the user: told in one line, exit code 2, nothing ran. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
