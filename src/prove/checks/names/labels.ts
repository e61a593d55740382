import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';

/** Series carry the labels that readers group by. */
export const namesLabels = defineCheck({
  id: 'TL702',
  link: 'names',
  title: 'Labels are the expected ones',
  proves: 'each stored metric has every label that the contract names',
  explain:
    'A query that groups or filters by a label that no series has returns one line, or none. Labels come from the ' +
    "data points' attributes; another version of the sender may call them otherwise, such as openclaw_token for " +
    'direction.',
  severity: 'warning',
  modes: [57, 60],
  needs: [arrival, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ arrival, backend }) => {
    const { metrics } = arrival;
    const there = metrics.filter(({ series }) => series > 0);
    const wrong = there.filter(({ labels }) => labels.absent.length > 0);
    if (there.length === 0) return unknown('nothing is stored whose labels could be judged');
    const evidence = wrong.slice(0, 5).map(({ prometheus, labels }) => ({
      source: backend.url,
      saw: `${prometheus} lacks ${labels.absent.join(', ')}${labels.extra.length > 0 ? ` and has ${labels.extra.join(', ')}` : ''}`,
    }));
    if (wrong.length === 0)
      return pass(`${there.length} metrics carry the expected labels`, [
        { source: backend.url, saw: 'every expected label is there' },
      ]);
    return warn(`${wrong.length} metrics lack a label: ${evidence[0]?.saw ?? ''}`, evidence, {
      affects: wrong.map(
        ({ prometheus, labels }) => `queries that group ${prometheus} by ${labels.absent.join(', ')}`,
      ),
      fix: {
        kind: 'manual',
        text: 'query the labels that are there, or put the contract of the running version under proof',
      },
    });
  },
});
