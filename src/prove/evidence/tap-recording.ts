import { counted } from '../../shared/text/count.ts';
import type { Exchange, SeenMetric } from '../../shared/protocol/exchange.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { TapRecording } from '../sources/index.ts';
import type { Evidence } from '../engine/outcome.ts';

/** What the tap has recorded, and the tap's URL. */
export const recording = defineEvidence({
  name: 'recording',
  needs: ['tap'],
  answer: async ({ tap }) => {
    const read = await tap.recording();
    if (!read.ok) return notKnown(`the tap could not be read: ${read.error}`);
    const value: TapRecording & { readonly url: string } = { ...read.value, url: tap.url };
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
