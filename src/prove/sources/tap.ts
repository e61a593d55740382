import { z } from 'zod';
import { isRecord } from '../../shared/text/is-record.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import { type Exchange, TAP_PATH } from '../tap/index.ts';
import type { HttpSource } from './http.ts';

/** What answered is no tap. */
export class TapError extends Error {
  override readonly name = 'TapError';
}

/** What a tap has seen since it began, its newest thousand exchanges at most. */
export interface TapRecording {
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Where it passes pushes on to. */
  readonly to: string;
  readonly exchanges: readonly Exchange[];
}

const recording = z.object({
  schema: z.literal('throughline.tap/1'),
  startedAt: z.iso.datetime(),
  to: z.string(),
  exchanges: z.array(z.custom<Exchange>(isRecord)),
});

/** @throws {UnreachableError} @throws {TapError} */
export async function readTap(http: HttpSource): Promise<TapRecording> {
  const answer = await http.get(TAP_PATH);
  const parsed = recording.safeParse(tryJson(answer.body));
  if (!parsed.success) {
    throw new TapError(
      `${http.url} answers ${answer.status}, but is no tap: start one with throughline tap --to URL`,
    );
  }
  return { ...parsed.data, startedAt: Date.parse(parsed.data.startedAt) };
}
