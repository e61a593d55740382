import { Option } from 'commander';
import { z } from 'zod';
import { readReaders } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { defineSource } from './row.ts';

export const readers = defineSource({
  name: 'readers',
  flags: [
    new Option('--dashboards <path...>', 'Grafana dashboards as JSON, files or folders'),
    new Option('--rules <path...>', 'rule files or PrometheusRule objects, files or folders'),
  ],
  keys: { dashboards: z.array(z.string()).optional(), rules: z.array(z.string()).optional() },
  hint: 'no dashboards or rules were given: --dashboards PATH, --rules PATH',
  suffices: true,
  named: (
    flags: { readonly dashboards?: readonly string[]; readonly rules?: readonly string[] },
    settings,
  ) => {
    const dashboards = flags.dashboards ?? settings.dashboards;
    const rules = flags.rules ?? settings.rules;
    return dashboards || rules ? [...(dashboards ?? []), ...(rules ?? [])] : undefined;
  },
  read: ({ named = [] }) => (named.length > 0 ? readNamed(() => readReaders(named)) : undefined),
});
