import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { exporter } from '../../evidence/exporter.ts';
import { knownCounters } from '../../../shared/failure-modes/match.ts';
import { notStored } from '../../evidence/arrival/stored-metrics.ts';
import { droppedBy, remoteWritesAmong, remoteWritesOf } from '../../evidence/relabel-rules.ts';

/** Remote write forwards the expected metrics. */
export const storeRemoteWrite = defineCheck({
  id: 'TL608',
  link: 'store',
  title: 'Remote write drops nothing',
  proves:
    'no write_relabel_configs of a Prometheus, and no relabelling of VictoriaMetrics, drops an expected metric',
  explain:
    'A Prometheus may write what it receives on to another store, and relabelling rules may drop or keep metrics by name. ' +
    'The rules are applied to the expected metrics as Prometheus applies them. If the queried backend has the metrics, ' +
    'the finding is a note; if it lacks them, the rule is the cause.',
  severity: 'error',
  modes: [54],
  needs: ['contract', 'backend', backendIdentity, arrival, expected],
  uses: ['manifests', exporter],
  dependsOn: ['TL501'],
  run: ({ contract, backend, backendIdentity, arrival, expected, manifests, exporter }) => {
    const { config, serverCounts } = backendIdentity;
    const lacking = new Set(notStored(arrival).map(({ prometheus }) => prometheus));
    const relabelled = knownCounters('relabelling').find(({ name }) => serverCounts.get(name));
    // If no push was accepted, the dropped rows came from another sender.
    if (relabelled && lacking.size > 0 && exporter?.accepted !== 0) {
      const { name, message: known } = relabelled;
      const rows = serverCounts.get(name);
      return fail(
        `the backend has dropped ${rows} rows: ${known.means}; ${counted(lacking.size, 'metric is', 'metrics are')} not stored`,
        [{ source: `${backend.url}/metrics`, saw: `${name} ${rows}` }],
        { affects: [...lacking], fix: { kind: 'manual', text: known.fix } },
      );
    }
    const source = `${backend.url}/api/v1/status/config`;
    const writes = [...remoteWritesOf(config, source), ...(manifests ? remoteWritesAmong(manifests) : [])];
    const results = writes.map((write) => ({ ...write, dropped: droppedBy(write, contract, expected) }));
    const worst = results.toSorted((a, b) => b.dropped.length - a.dropped.length)[0];
    const [first] = worst?.dropped ?? [];
    if (!worst || !first) {
      const seen = judged(
        results.map((each) => ({
          source: each.source,
          saw: `${each.url} gets each of ${expected.length} metrics`,
        })),
      );
      if (seen) {
        const targets = [...new Set(writes.map(({ url }) => url))].slice(0, 3).join(', ');
        return pass(`remote write to ${targets} forwards every expected metric`, seen);
      }
      if (config !== '') return pass('there is no remote write', [{ source, saw: 'no remote_write' }]);
      const counts = knownCounters('relabelling').flatMap(({ name }) => {
        const value = serverCounts.get(name);
        return value === undefined ? [] : [{ source: `${backend.url}/metrics`, saw: `${name} ${value}` }];
      });
      const counted = judged(counts);
      if (counted) return pass('no row that was dropped by relabelling is missing', counted);
      return unknown('the backend does not show its configuration, so not where it writes');
    }
    const evidence = worst.dropped
      .slice(0, 5)
      .map(({ metric, rule }) => ({ source: worst.source, saw: `${metric}: ${rule}` }));
    const message = `remote write to ${worst.url} drops ${worst.dropped.length} of ${contract.metrics.length} metrics: ${first.rule}`;
    const affects = worst.dropped.map(({ metric }) => metric);
    const fix = {
      kind: 'manual',
      text: `remove the rule from write_relabel_configs: ${first.rule}`,
    } as const;
    return affects.some((metric) => lacking.has(metric))
      ? fail(message, evidence, { affects, fix })
      : warn(message, evidence, { severity: 'note', affects, fix });
  },
});
