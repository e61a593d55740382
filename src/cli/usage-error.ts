/** The command cannot run: a flag, a named file or a setting is wrong. The message says what to do; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
