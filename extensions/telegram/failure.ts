import { GrammyError, HttpError } from 'grammy';

/** The failure of a call of the Bot API, without its URL, which holds the token. */
export interface ApiFailure {
  readonly text: string;
  /** HTTP status that the server answered with; undefined without a response. */
  readonly status: number | undefined;
  /** Milliseconds to wait, as the server requests. */
  readonly retryAfterMs: number;
}

export function apiFailure(error: unknown): ApiFailure {
  if (error instanceof GrammyError) {
    const { error_code: status, description, parameters } = error;
    return { text: `${status} ${description}`, status, retryAfterMs: (parameters.retry_after ?? 0) * 1_000 };
  }
  const cause = error instanceof HttpError ? error.error : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  const why =
    typeof code === 'string' ? code : name === 'SyntaxError' ? 'its answer is no JSON' : 'no answer';
  return { text: why, status: undefined, retryAfterMs: 0 };
}

/** Whether the token is wrong. Telegram answers 404 for a text that is not a token. */
export function isRejectedToken({ status }: ApiFailure): boolean {
  return status === 401 || status === 404;
}
