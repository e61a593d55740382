import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { backendSetting } from '../../evidence/backend-settings.ts';

/** The label service_name exists only where the server promotes the attribute. */
export const namesServiceNameLabel = defineCheck({
  id: 'TL703',
  link: 'names',
  title: 'service.name is a label',
  proves: 'the backend stores service.name as a separate label, beside job',
  explain:
    'By default Prometheus turns service.name into job and nothing else; service_name exists only where ' +
    'otlp.promote_resource_attributes lists it. Queries by job work either way.',
  severity: 'note',
  modes: [58],
  onlyPushed: true,
  needs: [arrival, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ arrival, backend }) => {
    const labelNames = [...new Set([...arrival.labelNames.values()].flatMap((names) => [...names]))];
    if (labelNames.length === 0) return unknown('no series of the service is stored');
    const label = labelNames.find((name) => name === 'service_name' || name === 'service.name');
    if (label) return pass(`stored as ${label}`, [{ source: backend.url, saw: `label ${label}` }]);
    const identity = await backend.identity();
    const flavour = identity.ok ? identity.value.backend.flavour : undefined;
    const setting = backendSetting('promote service.name', flavour);
    return warn(
      'the service is identified by job; there is no label service_name',
      [{ source: backend.url, saw: labelNames.join(', ') }],
      {
        severity: 'note',
        fix: {
          kind: 'manual',
          text: setting === undefined ? 'query by job' : `query by job, or ${setting}`,
        },
      },
    );
  },
});
