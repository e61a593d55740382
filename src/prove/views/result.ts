import {
  BackendError,
  GatewayError,
  GrafanaError,
  LokiError,
  TapError,
  UnreachableError,
} from '../sources/index.ts';

/** What a server answered, or why there is no answer. */
export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

/** `status` of the response, where there was one; else the code of the failed connection. */
interface Failure {
  readonly ok: false;
  readonly error: string;
  readonly status?: number;
  readonly code?: string;
}

/** Turns the errors of servers and connections into a value. Any other error is a defect and is thrown on. */
export async function resultOf<T>(response: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await response };
  } catch (error) {
    const failure = failureOf(error);
    if (failure) return failure;
    throw error;
  }
}

/** What an error says of a server or a connection; undefined for any other error, which is a defect. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof UnreachableError) return { ok: false, error: error.message, code: error.code };
  if (error instanceof BackendError || error instanceof GrafanaError)
    return { ok: false, error: error.message, status: error.status };
  if (error instanceof GatewayError || error instanceof TapError || error instanceof LokiError)
    return { ok: false, error: error.message };
  return undefined;
}
