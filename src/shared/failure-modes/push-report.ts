import type { KnownMessage } from './schema.ts';

/**
 * How the gateway reports a failed push in its status and in its log: what happened, what it means, and the fix. `check`
 * reads the response from such a sentence, so the writer and the reader are in one file.
 */
export interface ReportedResponse {
  readonly status: number;
  /** The start of its text; empty where it has none. */
  readonly text: string;
}

const LONGEST_QUOTE = 200;

/** @param body the response as text; a binary one is not quoted */
export function reportedResponse(status: number, body: string): ReportedResponse {
  // oxlint-disable-next-line no-control-regex -- finds binary text
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(body)) return { status, text: '' };
  const firstLine = body.trim().split('\n')[0] ?? '';
  return { status, text: firstLine.slice(0, LONGEST_QUOTE).trim().replaceAll('"', "'") };
}

export function writeResponse({ status, text }: ReportedResponse): string {
  return `it answered ${status}${text && `, "${text}"`}`;
}

/** Appends what is known of it. */
export function withAdvice(happened: string, known: KnownMessage | undefined): string {
  return known ? `${happened}; ${known.means}; ${known.fix}` : happened;
}

/** What happened, where the advice is given elsewhere. */
export function withoutAdvice(message: string, known: KnownMessage): string {
  const advice = withAdvice('', known);
  return message.endsWith(advice) ? message.slice(0, -advice.length) : message;
}

/** Matches each sentence of `writeResponse`, also in RE2. */
export const RESPONSE_PATTERN = String.raw`\bit answered \d{3}\b`;

/** The quote ends where the advice or the next sentence begins, or with the text. */
const WRITTEN = /\bit answered (\d{3})\b(?:, "(.*?)"(?=[;.]|$))?/s;

/** The response in a sentence or log line that holds one. What follows it is advice, and is not read. */
export function readResponse(text: string): ReportedResponse | undefined {
  const [, status, quote = ''] = WRITTEN.exec(text) ?? [];
  return status === undefined ? undefined : { status: Number(status), text: quote };
}
