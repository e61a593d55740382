import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { ENDPOINT, locate } from '../../evidence/config-location.ts';
import { knownSendError } from '../../failure-modes/match.ts';
import { metricsUrlOf, portOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';

const GRPC_PORT = 4317;

/** HTTP is not pushed to a gRPC port. */
export const networkGrpcPort = defineCheck({
  id: 'TL409',
  link: 'network',
  title: 'Port is not the one of gRPC',
  proves: 'the metrics URL does not lead to port 4317, or pushes to it are accepted',
  explain:
    'OTLP has two ports: 4317 for gRPC and 4318 for HTTP. An HTTP request to the gRPC port is answered by bytes that ' +
    'are no HTTP/1 ("Parse Error: Expected HTTP/"), or the connection is cut.',
  severity: 'error',
  modes: [32],
  needs: ['gateway'],
  uses: ['config'],
  run: async ({ config, gateway }) => {
    const exporter = await exporterOf(gateway);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const port = portOf(url);
    const error = exporter && currentError(exporter);
    const known = error ? knownSendError(error)?.id : undefined;
    const evidence = [{ source: 'metrics URL', saw: `port ${port}` }, ...exporterEvidence(exporter)];
    const details = {
      ...(config ? { location: locate(config, ENDPOINT) } : {}),
      affects: ['every push'],
      fix: { kind: 'manual', text: 'push to the HTTP port of the receiver: 4318 of a collector' },
    } as const;
    // A server that speaks HTTP/2 only may also close the connection on a request by HTTP/1.
    if (known === 'not-http1' || (port === GRPC_PORT && known === 'connection-cut'))
      return fail(`what listens on port ${port} does not speak HTTP/1: ${error?.message}`, evidence, details);
    if (port !== GRPC_PORT) return pass(`port ${port}`, evidence);
    if (exporter && !error && exporter.accepted > 0)
      return pass(`port ${port}, and it accepts HTTP`, evidence);
    return warn(`port ${port} is the one of OTLP over gRPC; HTTP is pushed to it`, evidence, details);
  },
});
