import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { exporterOf } from '../../evidence/exporter.ts';
import { droppedBy, remoteWritesAmong, remoteWritesOf } from '../../evidence/relabel-rules.ts';

/** Remote write passes the expected metrics on. */
export const storeRemoteWrite = defineCheck({
  id: 'TL608',
  link: 'store',
  title: 'Remote write drops nothing',
  proves:
    'no write_relabel_configs of a Prometheus, and no relabelling of VictoriaMetrics, drops an expected metric',
  explain:
    'What a Prometheus receives it may write on to another store, and rules on the way may drop or keep by name. The ' +
    'expected metrics are put through these rules as Prometheus would. Where the backend that is asked has the metrics, ' +
    'it is a note; where it lacks them, it is the cause.',
  severity: 'error',
  modes: [54],
  needs: ['contract', 'backend', arrival],
  uses: ['manifests', 'gateway'],
  dependsOn: ['TL501'],
  run: async ({ contract, backend, arrival, manifests, gateway }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const { config, backend: rules, serverCounts } = identity.value;
    const { metrics } = arrival;
    const lacking = new Set(
      metrics
        .filter(({ status }) => status === 'missing' || status === 'stale')
        .map(({ prometheus }) => prometheus),
    );
    const relabelled = serverCounts.get('vm_relabel_metrics_dropped_total') ?? 0;
    const exporter = await exporterOf(gateway);
    // What was never accepted cannot have been dropped behind it: then these rows are somebody else's.
    if (relabelled > 0 && lacking.size > 0 && exporter?.accepted !== 0) {
      return fail(
        `relabelling of the backend has dropped ${relabelled} rows, and ${lacking.size} metrics are not there`,
        [{ source: `${backend.url}/metrics`, saw: `vm_relabel_metrics_dropped_total ${relabelled}` }],
        {
          affects: [...lacking],
          fix: { kind: 'manual', text: 'take the rule that drops them out of the file of -relabelConfig' },
        },
      );
    }
    const writes = [
      ...remoteWritesOf(config, `${backend.url}/api/v1/status/config`),
      ...(manifests ? remoteWritesAmong(manifests) : []),
    ];
    const results = writes.map((write) => ({ ...write, dropped: droppedBy(write, contract, rules) }));
    const worst = results.toSorted((a, b) => b.dropped.length - a.dropped.length)[0];
    const [first] = worst?.dropped ?? [];
    if (!worst || !first) {
      return pass(
        writes.length === 0
          ? 'nothing is written on'
          : `what is written on to ${writes[0]?.url} passes its rules`,
      );
    }
    const evidence = worst.dropped
      .slice(0, 5)
      .map(({ metric, rule }) => ({ source: worst.source, saw: `${metric}: ${rule}` }));
    const message = `remote write to ${worst.url} drops ${worst.dropped.length} of ${contract.metrics.length} metrics: ${first.rule}`;
    const affects = worst.dropped.map(({ metric }) => metric);
    const fix = {
      kind: 'manual',
      text: `take the rule out of write_relabel_configs: ${first.rule}`,
    } as const;
    return affects.some((metric) => lacking.has(metric))
      ? fail(message, evidence, { affects, fix })
      : warn(message, evidence, { severity: 'note', affects, fix });
  },
});
