import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, warn } from '../../engine/outcome.ts';
import {
  firstSet,
  processEnvironment,
  unsetFix,
  variableEvidence,
} from '../../evidence/environment-variable.ts';
import { exporter } from '../../evidence/exporter.ts';

const PROTOCOL = ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];

/** No variable asks for another protocol. */
export const configEnvironmentProtocol = defineCheck({
  id: 'TL106',
  link: 'config',
  title: 'Environment asks for HTTP',
  proves: 'OTEL_EXPORTER_OTLP_PROTOCOL and its metrics form do not ask for gRPC',
  explain:
    'The variables OTEL_EXPORTER_OTLP_PROTOCOL and OTEL_EXPORTER_OTLP_METRICS_PROTOCOL choose the protocol of ' +
    'exporters that are set up by the environment. Prometheus, VictoriaMetrics and Mimir receive OTLP over HTTP only: ' +
    'with grpc nothing arrives. Where the pushes of the exporter are accepted over HTTP, the variables do no harm.',
  severity: 'warning',
  modes: [4],
  onlyPushed: true,
  needs: [processEnvironment],
  uses: [exporter],
  run: ({ processEnvironment: seen, exporter }) => {
    const set = firstSet(seen, PROTOCOL);
    if (!set) return pass('no variable chooses a protocol', [{ source: seen.source, saw: 'none is set' }]);
    const evidence: Judged = [variableEvidence(seen, set.name)];
    if (set.value.trim() !== 'grpc') return pass(`${set.name} is ${set.value}`, evidence);
    if (exporter && exporter.accepted > 0)
      return pass(`${set.name} asks for gRPC, but pushes are accepted over HTTP`, evidence);
    return warn(`${set.name} asks for gRPC, which Prometheus does not receive`, evidence, {
      affects: ['exporters that are set up by the environment'],
      fix: unsetFix(set.name),
    });
  },
});
