import { GrammyError, HttpError } from 'grammy';

/** What a call of the Bot API ended in, without the URL: it holds the token. */
export interface ApiFailure {
  readonly text: string;
  /** HTTP status that the server answered with; undefined where it did not answer. */
  readonly status: number | undefined;
  /** Milliseconds that the server asks to be left alone for. */
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

/** Whether the token itself is what is wrong: Telegram says 404 of one that is none. */
export function isRefusedToken({ status }: ApiFailure): boolean {
  return status === 401 || status === 404;
}
