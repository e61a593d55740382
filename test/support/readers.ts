import { readDashboard, type Readers } from '../../src/prove/sources/index.ts';

/** A dashboard with a panel for each expression, as it is read from `dashboard.json`. */
export function dashboardOf(...expressions: string[]): Readers {
  const panels = expressions.map((expr, index) => ({ title: `panel ${index + 1}`, targets: [{ expr }] }));
  const text = `${JSON.stringify({ panels }, null, 2)}\n`;
  const queries = readDashboard('dashboard.json', { panels }, text)?.queries ?? [];
  return { queries, files: new Map([['dashboard.json', text]]), dashboards: [], others: [], unread: [] };
}
