import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, warn } from '../../engine/outcome.ts';
import { endpointLocation } from '../../evidence/config-location.ts';
import { exporter, exporterEvidence, isAccepted, pushError } from '../../evidence/exporter.ts';
import { metricsUrl, portOf } from '../../evidence/metrics-url.ts';
import { knownSendError } from '../../../shared/failure-modes/match.ts';

const GRPC_PORT = 4317;

/** HTTP is not pushed to a gRPC port. */
export const networkGrpcPort = defineCheck({
  id: 'TL409',
  link: 'network',
  title: 'Port is not for gRPC',
  proves: 'the metrics URL does not lead to port 4317, or pushes to it are accepted',
  explain:
    'OTLP has two ports: 4317 for gRPC and 4318 for HTTP. A gRPC port responds to HTTP with bytes that ' +
    'are not HTTP/1 ("Parse Error: Expected HTTP/"), or closes the connection.',
  severity: 'error',
  modes: [32],
  onlyPushed: true,
  needs: ['gateway', metricsUrl],
  uses: ['config', exporter, pushError],
  run: ({ metricsUrl: url, config, exporter, pushError: error }) => {
    const port = portOf(url);
    const known = error ? knownSendError(error)?.id : undefined;
    const evidence: Judged = [{ source: 'metrics URL', saw: `port ${port}` }, ...exporterEvidence(exporter)];
    const details = {
      ...endpointLocation(config),
      affects: ['every push'],
      fix: { kind: 'manual', text: 'push to the HTTP port of the receiver: 4318 of a collector' },
    } as const;
    // A server that speaks only HTTP/2 may also close the connection.
    if (known === 'not-http1' || (port === GRPC_PORT && known === 'connection-cut'))
      return fail(`the server on port ${port} does not speak HTTP/1: ${error?.message}`, evidence, details);
    if (port !== GRPC_PORT) return pass(`port ${port}`, evidence);
    if (exporter && isAccepted(exporter)) return pass(`port ${port}, and it accepts HTTP`, evidence);
    return warn(`port ${port} is for OTLP over gRPC, and the gateway pushes HTTP to it`, evidence, details);
  },
});
