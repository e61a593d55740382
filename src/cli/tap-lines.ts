import { type Exchange, isPush, wasAccepted } from '../shared/protocol/exchange.ts';

const WIDTHS = [12, 4, 30, 13, 9, 7, 6, 11, 6] as const;
const TITLES = [
  'time',
  'no',
  'path',
  'content',
  'bytes',
  'metrics',
  'points',
  'temporality',
  'ms',
  'response',
];

/** One line a push, in columns of fixed width, as lines come one by one. */
export function tapHeading(): string {
  return row(TITLES);
}

export function tapLine(exchange: Exchange): string {
  const { request, answer, at, number, path, ms, retryOf } = exchange;
  const { payload, contentEncoding, contentType } = request;
  const kinds = new Set((payload?.metrics ?? []).flatMap(({ temporality }) => temporality ?? []));
  const sent = [
    at.slice(11, 23),
    String(number),
    path,
    `${shortType(contentType)}${contentEncoding ? ` ${contentEncoding}` : ''}`,
    String(request.bytes),
    payload ? String(payload.metrics.length) : '?',
    payload ? String(payload.points) : '?',
    [...kinds].join(', ') || '-',
    String(ms),
  ];
  const again = retryOf === null ? '' : `, retry of ${retryOf}`;
  const unread = request.unreadable === null ? '' : `; cannot be read: ${request.unreadable}`;
  return row([...sent, `${answerOf(answer)}${again}${unread}`]);
}

/** One line a metric, for `--verbose`. */
export function metricLines({ request }: Exchange): string[] {
  return (request.payload?.metrics ?? []).map(({ name, kind, unit, points, attributes }) => {
    const keys = attributes.length > 0 ? ` {${attributes.join(', ')}}` : '';
    return `  ${name}${keys}: ${kind}${unit ? ` in ${unit}` : ''}, ${points} ${points === 1 ? 'point' : 'points'}`;
  });
}

/** The results of all pushes, counted as they pass. A probe is none. */
export function createTally(): { add(exchange: Exchange): void; summary(): string } {
  let pushes = 0;
  let accepted = 0;
  let again = 0;
  let rejected = 0;
  return {
    add(exchange) {
      if (!isPush(exchange)) return;
      pushes += 1;
      if (wasAccepted(exchange)) accepted += 1;
      if (exchange.retryOf !== null) again += 1;
      rejected += exchange.answer.partialSuccess?.rejectedDataPoints ?? 0;
    },
    summary: () =>
      `${pushes} pushes: ${accepted} accepted, ${pushes - accepted} failed, ${again} retries, ${rejected} data points rejected within a 200`,
  };
}

function answerOf({ status, partialSuccess, text, error }: Exchange['answer']): string {
  if (status === null) return `none: ${error}`;
  if (partialSuccess) {
    return `${status}, ${partialSuccess.rejectedDataPoints} points rejected: ${partialSuccess.errorMessage}`;
  }
  return status >= 300 && text ? `${status} ${text.split('\n')[0]}` : String(status);
}

function shortType(contentType: string): string {
  return contentType.replace(/^application\/(?:x-)?/, '') || 'none';
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join('  ')
    .trimEnd();
}
