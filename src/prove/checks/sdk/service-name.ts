import { arrival } from '../../evidence/arrival/evidence.ts';
import { storedIn } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** The name that an SDK gives a service without one. */
const UNNAMED = /^unknown_service(?::|$)/;

/** The service has a name. */
export const sdkServiceName = defineCheck({
  id: 'TL309',
  link: 'sdk',
  title: 'Service has a name',
  proves: "the contract's metrics are not stored under unknown_service",
  explain:
    'service.name becomes the label job, and a label of target_info. Where it is not set, the SDK names the service ' +
    'unknown_service:node, and a query for the expected job finds nothing. Set diagnostics.otel.serviceName, or ' +
    'OTEL_SERVICE_NAME.',
  severity: 'error',
  modes: [59],
  onlyPushed: true,
  needs: [arrival, 'contract'],
  dependsOn: ['TL501'],
  run: async ({ arrival, contract }) => {
    const { otherJobs } = arrival;
    const unnamed = otherJobs.filter((job) => job === '' || UNNAMED.test(job));
    const source = 'label job';
    if (unnamed.length > 0) {
      const saw = `no series of job ${contract.job}, but of ${unnamed.map((job) => `"${job}"`).join(', ')}`;
      return fail('the metrics are stored without the name of a service', [{ source, saw }], {
        affects: ['every query by job: dashboards, alerts, joins with target_info'],
        fix: { kind: 'manual', text: `set service.name to ${contract.job ?? 'the name of the service'}` },
      });
    }
    if (storedIn(arrival).length === 0)
      return unknown('no series of the contract is stored, so the name is not known');
    return pass(`stored under job ${contract.job}`, [{ source, saw: contract.job ?? 'any job' }]);
  },
});
