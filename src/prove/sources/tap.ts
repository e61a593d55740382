import {
  TAP_PATH,
  type TapRecording as Document,
  tapRecordingSchema,
} from '../../shared/protocol/exchange.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import type { HttpSource } from './http.ts';

/** The server that answered is not a tap. */
export class TapError extends Error {
  override readonly name = 'TapError';
}

/** What a tap has recorded. */
export interface TapRecording extends Pick<Document, 'to' | 'exchanges'> {
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** @throws {UnreachableError} @throws {TapError} */
export async function readTap(http: HttpSource): Promise<TapRecording> {
  const response = await http.get(TAP_PATH);
  const parsed = tapRecordingSchema.safeParse(tryJson(response.body));
  if (!parsed.success) {
    throw new TapError(
      `${http.url} answers ${response.status}, but is not a tap: start one with throughline tap --to URL`,
    );
  }
  const { startedAt, to, exchanges } = parsed.data;
  return { startedAt: Date.parse(startedAt), to, exchanges };
}
