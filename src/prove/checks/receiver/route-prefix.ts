import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, judged, pass, unknown } from '../../engine/outcome.ts';
import { endpointLocation, endpointSetting } from '../../evidence/config-location.ts';
import { receiverService } from '../../evidence/connection-ends.ts';
import { exporter, isAccepted } from '../../evidence/exporter.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { metricsUrl } from '../../evidence/metrics-url.ts';
import { receiverWorkloads } from '../../evidence/receiver-workloads.ts';
import { setInConfig } from '../../fix/set-in-config.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import {
  containerFlags,
  isPrometheus,
  prometheusPrefix,
  routePrefix,
  type Workload,
} from '../../sources/index.ts';

/** The endpoint has the prefix that the receiver's routes begin with. */
export const receiverRoutePrefix = defineCheck({
  id: 'TL506',
  link: 'receiver',
  title: 'Endpoint has the route prefix',
  proves: "the endpoint's path begins with the prefix under which the receiver serves all of its routes",
  explain:
    'With --web.route-prefix (Prometheus Operator: routePrefix), a Prometheus serves everything under that prefix, and ' +
    'responds with "404 page not found" at the usual path of OTLP, as does a build without the receiver. Without the ' +
    'flag, the path of --web.external-url is the prefix. The operator always sets the flag, so that externalUrl has no ' +
    'effect on it.',
  severity: 'error',
  modes: [37],
  onlyPushed: true,
  needs: [receiverService, receiverWorkloads, metricsUrl],
  uses: ['config', exporter],
  run: ({ receiverWorkloads: receivers, metricsUrl: url, config, exporter }) => {
    const [prefixed] = receivers.flatMap(({ workload }) => {
      const prefix = prefixOf(workload);
      return prefix === undefined ? [] : [{ object: workload.object, prefix }];
    });
    const seen = judged(receivers.map(({ workload }) => withoutPrefix(workload)));
    if (!seen) return unknown('the manifests do not hold what runs the receiver');
    if (!prefixed) {
      const hidden = receivers.find(({ workload }) => workload.running.some(isInShell))?.workload.object;
      if (hidden)
        return unknown(`${hidden.kind} ${hidden.name} starts the receiver in a shell, which hides its flags`);
      return pass('the receiver has no route prefix', seen);
    }
    const { object, prefix } = prefixed;
    const evidence: Judged = [
      { source: sourceOf(object, ['spec']), saw: `${object.kind} ${object.name}: route prefix ${prefix}` },
      { source: 'metrics URL', saw: url.pathname },
    ];
    if (url.pathname.startsWith(`${prefix}/`)) return pass(`the endpoint has the prefix ${prefix}`, evidence);
    const right = `${url.origin}${prefix}${url.pathname.replace(/\/v1\/metrics$/, '')}`;
    const outcome = fail(`the receiver serves under ${prefix}, and pushes go to ${url.pathname}`, evidence, {
      ...endpointLocation(config),
      affects: ['every push gets 404, and is not retried'],
      fix: config
        ? setInConfig(config, 'push under the route prefix', [endpointSetting(config, right)])
        : { kind: 'manual', text: `set diagnostics.otel.endpoint to ${right}` },
    });
    return unlessPushesWork(outcome, exporter, isAccepted);
  },
});

/** `sh -c` and the like: the flags are in a script. */
function isInShell({ command, args }: Pick<Workload['running'][number], 'command' | 'args'>): boolean {
  const [program = '', ...words] = [...command, ...args];
  return /(?:^|\/)(?:ba|a|da|z)?sh$/.test(program) && words.some((word) => /^-\w*c$/.test(word));
}

/** Undefined where routes begin at the root. */
function prefixOf({ object, running }: Workload): string | undefined {
  if (isPrometheus(object)) return routePrefix(prometheusPrefix(object.content));
  for (const container of running) {
    const flags = containerFlags(container);
    const prefix = routePrefix(flags.get('web.route-prefix'), flags.get('web.external-url'));
    if (prefix !== undefined) return prefix;
  }
  return undefined;
}

function withoutPrefix({ object }: Workload): Evidence {
  return { source: sourceOf(object, ['spec']), saw: `${object.kind} ${object.name}: no route prefix` };
}
