import type { Exchange, SeenMetric } from '../../shared/protocol/exchange.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { TapRecording } from '../sources/index.ts';
import type { Evidence } from '../engine/outcome.ts';
import type { TapView } from '../views/tap.ts';

/** What the tap has recorded, and the tap's URL. */
export const recording = defineEvidence({
  name: 'recording',
  needs: ['tap'],
  answer: async ({ tap }) => {
    const asked = await tap.recording();
    if (!asked.ok) return notKnown(`the tap could not be asked: ${asked.error}`);
    const read: TapRecording & { readonly url: string } = { ...asked.value, url: tap.url };
    return known(read);
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

/** What a tap saw, or in one line why that cannot be judged. */
export async function watched(
  tap: TapView,
): Promise<{ ok: true; recording: TapRecording; newest: Exchange } | { ok: false; why: string }> {
  const asked = await tap.recording();
  if (!asked.ok) return { ok: false, why: `the tap could not be asked: ${asked.error}` };
  const newest = asked.value.exchanges.at(-1);
  if (!newest) return { ok: false, why: 'the tap saw no push yet' };
  return { ok: true, recording: asked.value, newest };
}

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
    ? `${request.payload.metrics.length} metrics, ${request.payload.points} points`
    : request.unreadable;
  return {
    source: url,
    saw: `exchange ${exchange.number}: ${sent}; ${carried}; answered ${answer.status ?? answer.error}${answer.text ? `: ${answer.text.slice(0, 200)}` : ''}`,
  };
}
