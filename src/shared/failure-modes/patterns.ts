import type { KnownMessage, Reveal } from './schema.ts';

/** A status, an error code or a common word has a meaning only in a line that is about telemetry. */
export const ABOUT_A_PUSH = String.raw`otlp|opentelemetry|/v1/metrics|export|\bpush|remote.?write|WriteRequest|/api/v1/write|(?:send|sending) a block|server returned HTTP status`;

export function patternsOf(message: KnownMessage, ...places: readonly Reveal['in'][]): string[] {
  return message.reveals.flatMap((reveal) =>
    reveal.pattern !== undefined && places.includes(reveal.in) ? [reveal.pattern] : [],
  );
}

/** `ERR_SSL_*` stands for all codes that begin so. */
export function codePattern(code: string): string {
  return code.replace(/\*$/, String.raw`\w*`);
}

/** A status in a line, and no duration, count, time or part of an address. */
export function statusPattern(statuses: readonly number[]): string {
  const unit = 'm?s|[kMG]i?B|bytes|(?:data )?points|metrics|series|samples';
  return String.raw`(?<![\d./-])(?:${statuses.join('|')})(?!\d|[.:-]\d|\s?(?:${unit})\b)`;
}
