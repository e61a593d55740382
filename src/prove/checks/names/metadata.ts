import { storedMetrics } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, warn } from '../../engine/outcome.ts';

/** The backend knows the types of the metrics. */
export const namesMetadata = defineCheck({
  id: 'TL704',
  link: 'names',
  title: 'Metadata lists the metrics',
  proves: "the backend's metadata endpoint lists the metrics that are stored",
  explain:
    'Tools that look up metrics by /api/v1/metadata, such as completion in editors, find nothing where a backend keeps ' +
    'no metadata of metrics that arrive by OTLP. The data is stored anyway, and every query works. Look up series ' +
    'instead, by /api/v1/series or a query.',
  severity: 'note',
  modes: [61],
  needs: [storedMetrics, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ storedMetrics, backend }) => {
    const types = await backend.api.metricTypes();
    const known = storedMetrics.filter(({ prometheus }) => types.has(prometheus));
    const count = `${known.length} of ${storedMetrics.length} stored metrics`;
    const evidence: Judged = [{ source: `${backend.url}/api/v1/metadata`, saw: count }];
    if (known.length > 0) return pass(`${count} have metadata`, evidence);
    return warn('the metrics are stored, but the metadata endpoint does not list them', evidence, {
      severity: 'note',
      fix: { kind: 'manual', text: 'nothing is broken: look up metrics by /api/v1/series or a query' },
    });
  },
});
