import { defineCheck } from '../../engine/define-check.ts';
import { pass, skip, warn } from '../../engine/outcome.ts';
import { openclawSeries, sumOf } from '../../evidence/openclaw-series.ts';

/** OpenClaw dropped no diagnostic event. */
export const sdkEventsKept = defineCheck({
  id: 'TL354',
  link: 'sdk',
  title: 'No diagnostic event is dropped',
  proves: 'the stored counter of dropped diagnostic events is 0',
  explain:
    'OpenClaw passes diagnostic events to its exporters through a queue of 10 000. What comes while it is full is dropped, ' +
    'and missing from every metric that is made of these events: tokens, runs, messages. The counter ' +
    'openclaw_diagnostic_async_queue_dropped_total is the only sign. It counts since the start of the process.',
  severity: 'warning',
  modes: [106],
  needs: ['backend', openclawSeries],
  dependsOn: ['TL501'],
  run: ({ backend, openclawSeries: { dropped } }) => {
    const [first] = dropped;
    if (!first) return skip('the counter of dropped events is not stored');
    const classOf = ({ labels }: typeof first): string =>
      labels['openclaw_diagnostic_async_queue_drop_class'] ?? labels['drop_class'] ?? '';
    // The class "total" includes the others.
    const totals = dropped.filter((one) => classOf(one) === 'total');
    const lost = sumOf(totals.length > 0 ? totals : dropped);
    const evidence = [{ source: backend.url, saw: `${first.name}: ${lost} dropped` }] as const;
    if (lost === 0) return pass('none is dropped', evidence);
    return warn(`${lost} diagnostic events were dropped since the start of the process`, evidence, {
      affects: ['every metric that is made of diagnostic events: their totals are too low'],
      fix: { kind: 'manual', text: 'lower the load of this process, for example with a second gateway' },
    });
  },
});
