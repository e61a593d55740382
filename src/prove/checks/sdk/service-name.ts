import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** What an SDK calls a service that nobody has named. */
const UNNAMED = /^unknown_service(?::|$)/;

/** The service has a name. */
export const sdkServiceName = defineCheck({
  id: 'TL309',
  link: 'sdk',
  title: 'Service has a name',
  proves: "the contract's metrics are not stored under unknown_service",
  explain:
    'service.name makes the label job, and with service.instance.id the series target_info. Where it is not set the ' +
    'SDK calls the service unknown_service:node, and who asks by the right job finds nothing. Set ' +
    'diagnostics.otel.serviceName, or OTEL_SERVICE_NAME.',
  severity: 'error',
  modes: [59],
  needs: [arrival, 'contract'],
  dependsOn: ['TL501'],
  run: async ({ arrival, contract }) => {
    const { otherJobs, metrics } = arrival;
    const unnamed = otherJobs.filter((job) => job === '' || UNNAMED.test(job));
    const source = 'label job';
    if (unnamed.length > 0) {
      const saw = `no series of job ${contract.job}, but of ${unnamed.map((job) => `"${job}"`).join(', ')}`;
      return fail('the metrics are stored under no name of a service', [{ source, saw }], {
        affects: ['whatever asks by job: dashboards, alerts, joins with target_info'],
        fix: { kind: 'manual', text: `set service.name to ${contract.job ?? 'the name of the service'}` },
      });
    }
    if (metrics.every(({ series }) => series === 0))
      return unknown('no series of the contract is stored, so no name can be read off it');
    return pass(`stored under job ${contract.job}`, [{ source, saw: contract.job ?? 'as asked' }]);
  },
});
