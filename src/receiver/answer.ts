import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The envelope that Prometheus' API puts around the data of a response. */
export function success(context: Context, data: unknown, more: object = {}): Response {
  return context.json({ status: 'success', data, ...more });
}

export function failure(
  context: Context,
  status: ContentfulStatusCode,
  errorType: string,
  error: string,
): Response {
  return context.json({ status: 'error', errorType, error }, status);
}
