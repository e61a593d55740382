/**
 * The code of a system call's or a library's error, such as ENOENT or UND_ERR_SOCKET. Node puts the errors of several
 * addresses into one, and libraries wrap them as a cause: the first code on the way in counts.
 */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cause, errors } = error as Error & { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return errorCode(errors[0]);
  return errorCode(cause);
}
