import { createHash } from 'node:crypto';

/** How the sessionKey attribute is sent. */
export type SessionKeyMode = 'plain' | 'hash' | 'drop';

/** Attempts from here on share one value, so that a long list of fallbacks creates no new series. */
const ATTEMPT_CAP = 10;

/** The lane up to its first ":". In `session:<sessionKey>` the rest names a person's chat. */
export function laneValue(lane: string): string {
  const colon = lane.indexOf(':');
  return colon === -1 ? lane : lane.slice(0, colon);
}

/** `"1"` to `"10"`; the last stands for ten and more. */
export function attemptValue(attempt: number): string {
  return String(Math.min(attempt, ATTEMPT_CAP));
}

/**
 * The value by which a session's rows are found. Hashed, it is the first 12 hexadecimal digits of its SHA-256: the
 * same in every replica and after each restart. It hides a chat id from a reader, not from someone who tries ids.
 * Dropped, all sessions share the empty value.
 */
export function sessionKeyValue(sessionKey: string, mode: SessionKeyMode): string {
  if (mode === 'drop') return '';
  return mode === 'hash' ? createHash('sha256').update(sessionKey).digest('hex').slice(0, 12) : sessionKey;
}
