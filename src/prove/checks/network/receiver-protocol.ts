import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { endpointLocation } from '../../evidence/config-location.ts';
import { exporter } from '../../evidence/exporter.ts';
import { metricsUrl } from '../../evidence/metrics-url.ts';
import { listeningOf } from '../../evidence/receiver-listeners.ts';
import { receiverWorkloads } from '../../evidence/receiver-workloads.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** The endpoint has the protocol of the port, as the receiver is configured. */
export const networkReceiverProtocol = defineCheck({
  id: 'TL416',
  link: 'network',
  title: 'Endpoint has the protocol of the port',
  proves:
    "by the receiver's flags or configuration, the port speaks HTTP, with TLS where the endpoint begins with https",
  explain:
    'A receiver listens on each port with one protocol: OTLP over gRPC or over HTTP, with TLS or without. The manifests ' +
    "show which: protocols and tls of a collector's otlp receiver, web.tlsConfig of a Prometheus object, the file of " +
    '--web.config.file in a ConfigMap, -tls of VictoriaMetrics. HTTP that is sent to another protocol is closed, or gets a response that is not HTTP.',
  severity: 'error',
  modes: [31, 32],
  onlyPushed: true,
  needs: [receiverWorkloads, metricsUrl, 'manifests'],
  uses: ['config', exporter],
  dependsOn: ['TL406'],
  run: ({ receiverWorkloads: receivers, metricsUrl: url, manifests, config, exporter }) => {
    const known = receivers.flatMap(({ workload, port }) => {
      const listening = listeningOf(workload, manifests);
      const listener = listening?.listeners.find((each) => each.port === port);
      return listening && listener ? [{ listener, source: listening.source }] : [];
    });
    const [first, ...others] = known;
    if (!first) return unknown('the manifests do not show what the receiver listens on');
    const see = ({ listener, source }: typeof first): Evidence => {
      const security = listener.tls === undefined ? '' : ` ${listener.tls ? 'with' : 'without'} TLS`;
      const protocol = listener.speaks === 'grpc' ? 'gRPC' : 'HTTP';
      return { source, saw: `port ${listener.port} speaks ${protocol}${security}` };
    };
    const evidence: Judged = [see(first), ...others.map(see)];
    const details = { ...endpointLocation(config), affects: ['every push'] };
    const { port, speaks, tls } = first.listener;
    if (speaks === 'grpc') {
      const outcome = fail(
        `pushes go to ${url.host}, and port ${port} of the receiver speaks gRPC`,
        evidence,
        {
          ...details,
          modes: [32],
          fix: { kind: 'manual', text: 'push to the HTTP port of the receiver: 4318 of a collector' },
        },
      );
      return unlessPushesWork(outcome, exporter);
    }
    const isTls = url.protocol === 'https:';
    if (tls === undefined)
      return unknown('a file that is not read decides whether the receiver speaks TLS', evidence);
    if (isTls === tls) return pass(`the receiver speaks HTTP ${tls ? 'with' : 'without'} TLS`, evidence);
    const wanted = tls ? 'https' : 'http';
    const outcome = fail(
      `the endpoint begins with ${url.protocol.slice(0, -1)}, and port ${port} of the receiver speaks HTTP ${tls ? 'with' : 'without'} TLS`,
      evidence,
      {
        ...details,
        modes: [31],
        fix: { kind: 'manual', text: `begin diagnostics.otel.endpoint with ${wanted}://` },
      },
    );
    return unlessPushesWork(outcome, exporter);
  },
});
