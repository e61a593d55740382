import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { answered } from '../../views/backend.ts';

/** The backend knows the metrics' types. */
export const namesMetadata = defineCheck({
  id: 'TL704',
  link: 'names',
  title: 'Metadata lists the metrics',
  proves: "the backend's metadata endpoint knows the metrics that are stored",
  explain:
    'Tools that look for metrics by /api/v1/metadata (completion in editors among them) find nothing where a backend ' +
    'keeps no metadata of what was pushed by OTLP, although the data is there and every query works. Look for series ' +
    'instead, by /api/v1/series or a query.',
  severity: 'note',
  modes: [61],
  needs: [arrival, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ arrival, backend }) => {
    const { metrics } = arrival;
    const there = metrics.filter(({ series }) => series > 0);
    if (there.length === 0) return unknown('nothing is stored whose metadata could be looked for');
    const types = await answered(backend.api.metricTypes());
    if (!types.ok) return unknown(types.error);
    const known = there.filter(({ prometheus }) => types.value.has(prometheus));
    const evidence = [
      { source: `${backend.url}/api/v1/metadata`, saw: `${known.length} of ${there.length} stored metrics` },
    ];
    if (known.length > 0)
      return pass(`${known.length} of ${there.length} stored metrics have metadata`, evidence);
    return warn('the data is there, but the metadata endpoint does not list it', evidence, {
      severity: 'note',
      fix: { kind: 'manual', text: 'nothing is broken: look for metrics by /api/v1/series or a query' },
    });
  },
});
