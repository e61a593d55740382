import { Option } from 'commander';
import { createGrafanaView } from '../../../prove/index.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

export const grafana = defineSource({
  name: 'grafana',
  flags: [
    new Option('--grafana <url>', 'Grafana that shows the dashboards; its data sources are asked, too'),
  ],
  keys: { grafana: server.optional() },
  hint: 'no Grafana was given: --grafana URL',
  suffices: true,
  named: (flags: { readonly grafana?: string }, settings) => flags.grafana ?? settings.grafana?.url,
  open: (url, opening) => clientOf(url, opening.settings.grafana, 'THROUGHLINE_GRAFANA', opening),
  read: async ({ client, get }) => {
    const contract = await get('contract');
    if (!client || !contract) return undefined;
    return createGrafanaView(client, (await get('readers'))?.dashboards ?? [], contract.job ?? contract.name);
  },
});
