import { Option } from 'commander';
import { z } from 'zod';
import { createCollectorView } from '../../../prove/index.ts';
import {
  chained,
  type CollectorConfig,
  collectorConfigs,
  type ManifestSet,
  readNamedCollector,
} from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { server } from '../../settings/server.ts';
import { UsageError } from '../../usage-error.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

export const collector = defineSource({
  name: 'collector',
  flags: [
    new Option(
      '--collector-config <file...>',
      'configuration of the OpenTelemetry Collector that is pushed to; several are merged in their order, as its own --config',
    ),
    new Option(
      '--next-collector-config <file...>',
      'configuration of a second collector, to which the first one sends OTLP',
    ),
    new Option('--collector-metrics <url>', "the collector's own metrics, for rejected and lost points"),
  ],
  keys: {
    collector: z
      .strictObject({ config: oneOrMore.optional(), next: oneOrMore.optional(), metrics: server.optional() })
      .optional(),
  },
  hint: 'no collector was given: --collector-config FILE, --collector-metrics URL',
  suffices: false,
  named: (
    flags: {
      readonly collectorConfig?: readonly string[];
      readonly nextCollectorConfig?: readonly string[];
      readonly collectorMetrics?: string;
    },
    settings,
  ) => ({
    paths: flags.collectorConfig ?? [settings.collector?.config ?? []].flat(),
    next: flags.nextCollectorConfig ?? [settings.collector?.next ?? []].flat(),
    url: flags.collectorMetrics ?? settings.collector?.metrics?.url,
  }),
  open: ({ url }, opening) =>
    clientOf(url, opening.settings.collector?.metrics, 'THROUGHLINE_COLLECTOR', opening),
  read: async ({ named, client, get }) => {
    const paths = named?.paths ?? [];
    const config =
      paths.length === 0
        ? collectorAmong(await get('manifests'))
        : readNamed(() => readNamedCollector(paths));
    const next = named?.next ?? [];
    if (!config && next.length > 0)
      throw new UsageError(
        '--next-collector-config names a second collector: give the first one with --collector-config',
      );
    const whole =
      config && next.length > 0
        ? chained(
            config,
            readNamed(() => readNamedCollector(next)),
          )
        : config;
    return whole || client ? createCollectorView(whole, client) : undefined;
  },
});

/** The only collector that the manifests configure. */
function collectorAmong(manifests: ManifestSet | undefined): CollectorConfig | undefined {
  const found = manifests ? collectorConfigs(manifests) : [];
  return found.length === 1 ? found[0] : undefined;
}
