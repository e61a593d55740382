import { counted } from '../../shared/text/count.ts';
import { type Exchange, isMetricsPush, isPush, type SeenMetric } from '../../shared/protocol/exchange.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { TapRecording } from '../sources/index.ts';
import type { Evidence } from '../engine/outcome.ts';

/** Pushes of metrics that the tap has recorded. */
interface Recording extends TapRecording {
  readonly url: string;
  /** Pushes of other signals, and requests that are no pushes: they show nothing of metrics. */
  readonly others: { readonly signals: number; readonly requests: number };
}

/** What the tap has recorded of metrics, and the tap's URL. */
export const recording = defineEvidence({
  name: 'recording',
  needs: ['tap'],
  answer: async ({ tap }) => {
    const read = await tap.recording();
    if (!read.ok) return notKnown(`the tap could not be read: ${read.error}`);
    const { exchanges } = read.value;
    const pushes = exchanges.filter(isPush).length;
    const metrics = exchanges.filter(isMetricsPush);
    const value: Recording = {
      ...read.value,
      exchanges: metrics,
      url: tap.url,
      others: { signals: pushes - metrics.length, requests: exchanges.length - pushes },
    };
    return known(value);
  },
});

/** The recording of a tap that saw a push, with the newest push. */
export const wire = defineEvidence({
  name: 'wire',
  needs: [recording],
  answer: ({ recording }) => {
    const newest = recording.exchanges.at(-1);
    return newest ? known({ ...recording, newest }) : notKnown('the tap saw no push yet');
  },
});

/** Metrics that passed the tap, each once, as the newest push has it. */
export function metricsSeen(exchanges: readonly Exchange[]): SeenMetric[] {
  const byName = new Map(
    exchanges.flatMap(({ request }) => request.payload?.metrics ?? []).map((metric) => [metric.name, metric]),
  );
  return [...byName.values()];
}

export function exchangeEvidence({ url }: { readonly url: string }, exchange: Exchange): Evidence {
  const { request, answer } = exchange;
  const sent = `${exchange.method} ${exchange.path}, ${request.contentType || 'no content type'}${request.contentEncoding ? `, ${request.contentEncoding}` : ''}, ${request.bytes} bytes`;
  const carried = request.payload
    ? `${counted(request.payload.metrics.length, 'metric')}, ${counted(request.payload.points, 'point')}`
    : request.unreadable;
  return {
    source: url,
    saw: `exchange ${exchange.number}: ${sent}; ${carried}; answered ${answer.status ?? answer.error}${answer.text ? `: ${answer.text.slice(0, 200)}` : ''}`,
  };
}
