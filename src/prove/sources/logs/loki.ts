import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import { type LogLine, parseLine } from './line.ts';

/** The response of Loki is not a list of log lines; the message quotes it. */
export class LokiError extends Error {
  override readonly name = 'LokiError';
}

export interface LokiQuery {
  /** LogQL, such as `{namespace="openclaw"} |~ "error"`. */
  readonly query: string;
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The most lines to read; the newest are read. */
  readonly limit: number;
}

const answerShape = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

const PATH = '/loki/api/v1/query_range';
const NANOSECONDS_IN_MILLISECOND = 1_000_000n;

/**
 * Log lines, oldest first (https://grafana.com/docs/loki/latest/reference/loki-http-api/).
 *
 * @throws {UnreachableError} @throws {LokiError}
 */
export async function queryLoki(http: HttpSource, { query, from, to, limit }: LokiQuery): Promise<LogLine[]> {
  const form = new URLSearchParams([
    ['query', query],
    ['start', nanoseconds(from)],
    ['end', nanoseconds(to)],
    ['limit', String(limit)],
    ['direction', 'backward'],
  ]);
  // The filters of known messages are too long for the address of a request.
  const answer = await http.post(PATH, form.toString(), 'application/x-www-form-urlencoded');
  const parsed = answerShape.safeParse(tryJson(answer.body));
  if (answer.status !== 200 || !parsed.success) {
    const words = answer.body.trim().slice(0, 200) || 'nothing';
    const hint = [401, 403].includes(answer.status)
      ? '; give its credentials in THROUGHLINE_LOKI_TOKEN or THROUGHLINE_LOKI_HEADERS'
      : '';
    throw new LokiError(`${PATH} answered ${answer.status}: ${words}${hint}`);
  }
  return parsed.data.data.result
    .flatMap(({ values }) =>
      values.map(([time, line]) =>
        parseLine(http.url, line, Number(BigInt(time) / NANOSECONDS_IN_MILLISECOND)),
      ),
    )
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms)) * NANOSECONDS_IN_MILLISECOND);
}
