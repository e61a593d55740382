import { counted } from '../../../shared/text/count.ts';
import { storedMetrics } from '../../evidence/arrival/stored-metrics.ts';
import { openclawSender, senderFix } from '../../evidence/openclaw-sender.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, warn } from '../../engine/outcome.ts';

/** Stored series have the labels that queries group by. */
export const namesLabels = defineCheck({
  id: 'TL702',
  link: 'names',
  title: 'Labels are the expected ones',
  proves: 'each stored metric has every label that the contract names',
  explain:
    'A query that groups or filters by a label that no series has returns one line, or none. Labels come from the ' +
    "data points' attributes; another version of the sender may use other names, such as openclaw_token for " +
    'direction.',
  severity: 'warning',
  modes: [57, 60],
  needs: [storedMetrics, 'backend'],
  uses: [openclawSender],
  dependsOn: ['TL501'],
  run: ({ storedMetrics, backend, openclawSender: sender }) => {
    const wrong = storedMetrics.filter(({ labels }) => labels.absent.length > 0);
    const evidence = wrong.slice(0, 5).map(({ prometheus, labels }) => ({
      source: backend.url,
      saw: `${prometheus} lacks ${labels.absent.join(', ')}${labels.extra.length > 0 ? ` and has ${labels.extra.join(', ')}` : ''}`,
    }));
    if (wrong.length === 0)
      return pass(`${counted(storedMetrics.length, 'metric has', 'metrics have')} the expected labels`, [
        { source: backend.url, saw: 'every expected label is present' },
      ]);
    return warn(
      `${counted(wrong.length, 'metric lacks', 'metrics lack')} a label: ${evidence[0]?.saw ?? ''}`,
      evidence,
      {
        affects: wrong.map(
          ({ prometheus, labels }) => `queries that group ${prometheus} by ${labels.absent.join(', ')}`,
        ),
        fix: {
          kind: 'manual',
          text: sender
            ? senderFix(sender)
            : 'query the labels that are stored, or check against a contract of the running version',
        },
      },
    );
  },
});
