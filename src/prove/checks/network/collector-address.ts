import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import {
  collectorConfig,
  collectorLocation,
  metricsPipelines,
  type OtlpReceiver,
  otlpReceivers,
  pushedCollector,
} from '../../evidence/collector.ts';
import { exporter } from '../../evidence/exporter.ts';
import { hostOf, metricsUrl } from '../../evidence/metrics-url.ts';
import { isLoopback } from '../../evidence/receiver-address.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** The collector listens on an address that the gateway can reach. */
export const networkCollectorAddress = defineCheck({
  id: 'TL414',
  link: 'network',
  title: "Collector listens on the pod's address",
  proves: "the collector's OTLP receiver listens on an address that other pods can reach",
  explain:
    'From 0.104 on a collector listens on localhost by default: in a separate pod it then refuses every connection ' +
    'from outside, although it runs and its Service has endpoints. Set the endpoint of its http protocol to the ' +
    'address of the pod, or to 0.0.0.0. In the same pod as the gateway, localhost is right.',
  severity: 'error',
  modes: [33],
  onlyPushed: true,
  needs: [collectorConfig, pushedCollector],
  uses: [metricsUrl, exporter],
  run: ({ collectorConfig: config, metricsUrl: url, exporter }) => {
    const receivers = otlpReceivers(config, metricsPipelines(config));
    const listening = receivers.filter(({ endpoint }) => endpoint !== undefined);
    const [first, ...others] = listening;
    if (!first) return unknown('no metrics pipeline has an otlp receiver that speaks HTTP: see TL508');
    const see = ({ name, endpoint }: OtlpReceiver): Evidence => ({
      source: config.source,
      saw: `receiver ${name} listens on ${endpoint}`,
    });
    const evidence: Judged = [see(first), ...others.map(see)];
    if (listening.some(({ endpoint = '' }) => !isLoopback(hostPart(endpoint)))) {
      return pass(`listens on ${first.endpoint}`, evidence);
    }
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE', evidence);
    if (isLoopback(hostOf(url))) return pass('both are in one pod, and connect on localhost', evidence);
    const port = first.endpoint?.split(':').at(-1) ?? '4318';
    const outcome = fail(
      `the collector listens on ${first.endpoint} only, and the gateway pushes to ${url.host}`,
      evidence,
      {
        ...collectorLocation(config, ['receivers', first.name, 'protocols', 'http', 'endpoint']),
        affects: ['every connection is refused'],
        fix: {
          kind: 'manual',
          text: `set receivers.${first.name}.protocols.http.endpoint to 0.0.0.0:${port}, or to \${env:MY_POD_IP}:${port}`,
        },
      },
    );
    return unlessPushesWork(outcome, exporter);
  },
});

function hostPart(endpoint: string): string {
  return endpoint.replace(/:[^:\]]*$/, '').replace(/^\[|\]$/g, '');
}
