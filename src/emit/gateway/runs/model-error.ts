import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { errorText } from '../../../shared/text/error-text.ts';

/** A model call that failed, and whether the same call may do better later. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly kind: 'timeout' | 'transient' | 'final';

  constructor(kind: ModelError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Statuses that ask for a later retry; all others reject the request itself. */
const TRANSIENT_STATUS = new Set([408, 409, 429]);

export function toModelError(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new ModelError('timeout', 'the provider did not answer in time', { cause: error });
  }
  if (error instanceof APIConnectionError) {
    return new ModelError('transient', `no connection to the provider: ${causeOf(error)}`, { cause: error });
  }
  if (error instanceof APIError && error.status !== undefined) {
    const transient = error.status >= 500 || TRANSIENT_STATUS.has(error.status);
    return new ModelError(transient ? 'transient' : 'final', `the provider answered ${errorText(error)}`, {
      cause: error,
    });
  }
  // A connection that is cut in the middle of a body is a bare TypeError of fetch.
  if (error instanceof TypeError) {
    return new ModelError('transient', `the provider's answer broke off: ${causeOf(error)}`, {
      cause: error,
    });
  }
  return new ModelError('final', `the provider's answer cannot be read: ${errorText(error)}`, {
    cause: error,
  });
}

/** The innermost reason: fetch wraps ECONNREFUSED and the like twice. */
function causeOf(error: Error): string {
  let innermost: Error = error;
  while (innermost.cause instanceof Error) innermost = innermost.cause;
  return errorText(innermost);
}
