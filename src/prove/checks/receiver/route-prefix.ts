import { z } from 'zod';
import { type ManifestObject, type ManifestSet, parseArguments } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { ENDPOINT, locate } from '../../evidence/config-location.ts';
import { setInConfig } from '../../fix/set-in-config.ts';
import { metricsUrlOf } from '../../evidence/metrics-url.ts';
import { exporterOf, isAccepted } from '../../evidence/exporter.ts';
import { sourceOf } from '../../evidence/manifest-location.ts';
import { reach } from '../../evidence/push-route.ts';
import { endsOf } from '../../evidence/connection-ends.ts';
import { unlessItWorks } from '../../outcomes/unless-it-works.ts';

const words = z.array(z.string()).nullish();
const resourceShape = z.object({
  spec: z.object({ routePrefix: z.string().nullish(), externalUrl: z.string().nullish() }),
});
const workloadShape = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ command: words, args: words })) }),
    }),
  }),
});

/** The endpoint has the prefix that the receiver's routes begin with. */
export const receiverRoutePrefix = defineCheck({
  id: 'TL506',
  link: 'receiver',
  title: 'Endpoint has the route prefix',
  proves: "the endpoint's path begins with the prefix under which the receiver serves all of its routes",
  explain:
    'With --web.route-prefix (Prometheus Operator: routePrefix), or an external URL that has a path, a Prometheus ' +
    'serves everything under that prefix, and answers a bare "404 page not found" at the usual path of OTLP: the ' +
    'same as a build without the receiver.',
  severity: 'error',
  modes: [37],
  needs: ['manifests'],
  uses: ['config', 'gateway'],
  run: async (sources) => {
    const ends = await endsOf(sources);
    if ('status' in ends) return ends;
    const { receiver, port } = ends;
    const { manifests, config, gateway } = sources;
    const url = metricsUrlOf(await exporterOf(gateway), config);
    if (receiver.kind !== 'service' || !url) return pass('the endpoint names no Service of the manifests');
    const { destinations } = reach({ service: receiver.ref }, port, 'TCP', manifests.cluster);
    const objects = destinations.flatMap((to) =>
      'pod' in to ? objectsBehind(to.pod.labels, manifests) : [],
    );
    const [prefixed] = objects.flatMap((object) => {
      const prefix = prefixOf(object);
      return prefix === undefined ? [] : [{ object, prefix }];
    });
    if (objects.length === 0) return unknown('the manifests do not hold what runs the receiver');
    if (!prefixed) return pass('the receiver has no route prefix');
    const { object, prefix } = prefixed;
    const evidence = [
      { source: sourceOf(object, ['spec']), saw: `${object.kind} ${object.name}: route prefix ${prefix}` },
      { source: 'metrics URL', saw: url.pathname },
    ];
    if (url.pathname.startsWith(`${prefix}/`)) return pass(`the endpoint has the prefix ${prefix}`, evidence);
    const right = `${url.origin}${prefix}${url.pathname.replace(/\/v1\/metrics$/, '')}`;
    const outcome = fail(`the receiver serves under ${prefix}, and pushes go to ${url.pathname}`, evidence, {
      ...(config ? { location: locate(config, ENDPOINT) } : {}),
      affects: ['every push is answered 404, and is not retried'],
      fix: config
        ? setInConfig(config, 'push under the route prefix', [[ENDPOINT, right]])
        : { kind: 'manual', text: `set diagnostics.otel.endpoint to ${right}` },
    });
    return unlessItWorks(outcome, gateway, isAccepted);
  },
});

function objectsBehind(
  labels: Readonly<Record<string, string>>,
  { workloads }: ManifestSet,
): ManifestObject[] {
  return workloads
    .filter(({ pod }) => Object.entries(pod.labels).every(([key, value]) => labels[key] === value))
    .map(({ object }) => object);
}

/** Undefined where routes begin at the root. */
function prefixOf({ content, kind }: ManifestObject): string | undefined {
  if (kind === 'Prometheus') {
    const spec = resourceShape.safeParse(content).data?.spec;
    return prefixFrom(spec?.routePrefix ?? undefined, spec?.externalUrl ?? undefined);
  }
  const containers = workloadShape.safeParse(content).data?.spec.template.spec.containers ?? [];
  for (const { command, args } of containers) {
    const flags = parseArguments([...(command ?? []), ...(args ?? [])]);
    const prefix = prefixFrom(flags.get('web.route-prefix'), flags.get('web.external-url'));
    if (prefix !== undefined) return prefix;
  }
  return undefined;
}

/** Without a prefix of its own, a Prometheus takes the path of its external URL. */
function prefixFrom(prefix: string | undefined, externalUrl: string | undefined): string | undefined {
  const path =
    prefix ?? (externalUrl !== undefined && URL.canParse(externalUrl) ? new URL(externalUrl).pathname : '');
  const trimmed = path.replaceAll(/^\/+|\/+$/g, '');
  return trimmed === '' ? undefined : `/${trimmed}`;
}
