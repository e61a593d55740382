import { endpointLocation, endpointSetting } from '../../evidence/config-location.ts';
import { COLLECTOR_PATH } from '../../evidence/collector.ts';
import { describedReceivers } from '../../evidence/described-receivers.ts';
import { exporter, isAccepted } from '../../evidence/exporter.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { metricsUrl } from '../../evidence/metrics-url.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { setInConfig } from '../../fix/set-in-config.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import { FLAVOUR_TITLES } from '../../sources/index.ts';

/** The endpoint's path is one of the receiver's, as its manifests describe it. */
export const receiverDescribedPath = defineCheck({
  id: 'TL512',
  link: 'receiver',
  title: 'Endpoint has the path by the manifests',
  proves: 'the metrics URL has the path at which the server in the manifests receives OTLP',
  explain:
    'Each backend has its own path: /api/v1/otlp/v1/metrics in Prometheus, /opentelemetry/v1/metrics in ' +
    'VictoriaMetrics, /otlp/v1/metrics in Mimir. The image in the manifests shows which server runs, and a flag may put ' +
    'a prefix before all of its paths.',
  severity: 'error',
  modes: [6, 73],
  onlyPushed: true,
  needs: [describedReceivers, metricsUrl],
  uses: ['config', exporter],
  dependsOn: ['TL503', 'TL506'],
  run: ({ describedReceivers: receivers, metricsUrl: url, config, exporter }) => {
    const known = receivers.filter(({ backend }) => backend.paths.length > 0);
    const [first] = known;
    if (!first) return unknown('the manifests do not show all flags of the receiver');
    const evidence: Judged = [
      { source: 'metrics URL', saw: url.pathname },
      ...known.map(({ object, backend: { object: name, flavour, paths, at } }) => ({
        source: sourceOf(object, at),
        saw: `${name} is ${FLAVOUR_TITLES[flavour]}, which receives at ${paths.join(' and ')}`,
      })),
    ];
    if (known.some(({ backend: { paths } }) => paths.includes(url.pathname)))
      return pass(url.pathname, evidence);
    const { flavour, paths } = first.backend;
    const [right = ''] = paths;
    const base = `${url.origin}${right.replace(/\/v1\/metrics$/, '')}`;
    const text = "push to the backend's path";
    const outcome = fail(
      `pushes go to ${url.pathname}; ${FLAVOUR_TITLES[flavour]} receives at ${right}`,
      evidence,
      {
        ...endpointLocation(config),
        modes: [isOfAnother(url.pathname) ? 73 : 6],
        affects: ['every push'],
        fix: config
          ? setInConfig(config, text, [endpointSetting(config, base)])
          : { kind: 'manual', text: `set diagnostics.otel.endpoint to ${base}` },
      },
    );
    return unlessPushesWork(outcome, exporter, isAccepted);
  },
});

/** Whether a receiver of another kind has the path. */
function isOfAnother(path: string): boolean {
  return path === COLLECTOR_PATH || /\/(?:api\/v1\/otlp|otlp|opentelemetry)\/v1\/metrics$/.test(path);
}
