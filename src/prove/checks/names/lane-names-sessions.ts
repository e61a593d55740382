import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { pass, skip, unknown, warn } from '../../engine/outcome.ts';

/** The attribute, with and without the prefix of OpenClaw's plugin. */
const LANES = new Set(['openclaw.lane', 'lane']);

/** No lane label is the key of a session. */
export const namesLaneNamesSessions = defineCheck({
  id: 'TL731',
  link: 'names',
  title: 'Lanes name no session',
  proves: 'no stored label of a lane is the key of a session',
  explain:
    'OpenClaw 2026.2 has a lane for each session, and sends its name as it is: session: and the key of the session, in ' +
    'which the chat or the phone number is. Each conversation then makes new series of each metric of the queues, without ' +
    'a limit but that of the SDK, and whoever reads the metrics sees who wrote. OpenClaw 2026.9 and the plugin of this ' +
    'project cut the name at the first colon.',
  severity: 'note',
  modes: [],
  needs: ['backend', arrival, expected],
  dependsOn: ['TL501'],
  run: ({ backend, arrival, expected }) => {
    const withLane = expected.flatMap(({ metric, countSeries, labels, optionalLabels }) => {
      const keys = [...metric.attributes, ...(metric.optionalAttributes ?? [])];
      const at = keys.findIndex((key) => LANES.has(key));
      const label = [...labels, ...optionalLabels][at];
      return label === undefined ? [] : [{ name: countSeries, label }];
    });
    const [first] = withLane;
    if (!first) return skip('no metric of the contract has a lane');
    const names = new Set(withLane.map(({ name }) => name));
    const lanes = [
      ...new Set(
        arrival.history
          .filter(({ labels }) => names.has(labels['__name__'] ?? ''))
          .flatMap(({ labels }) => labels[first.label] ?? []),
      ),
    ];
    if (lanes.length === 0) return unknown('no series with a lane is stored');
    const sessions = lanes.filter((lane) => lane.startsWith('session:'));
    const source = backend.url;
    if (sessions.length === 0) {
      return pass(`${counted(lanes.length, 'lane')}, none of them with the key of a session`, [
        { source, saw: `${first.label}: ${counted(lanes.length, 'value')}` },
      ]);
    }
    return warn(
      `${counted(sessions.length, 'value')} of ${first.label} ${sessions.length > 1 ? 'are keys' : 'is the key'} of sessions`,
      [
        {
          source,
          saw: `${first.label}: ${counted(sessions.length, 'value')} of ${lanes.length} begin with session:`,
        },
      ],
      {
        severity: 'note',
        affects: [
          'the number of series: it grows with each conversation',
          'who reads the metrics: the label says which chats there are',
        ],
        fix: {
          kind: 'manual',
          text:
            'cut the label before it is stored, by a transform processor of a collector: replace_pattern(attributes["openclaw.lane"], ' +
            '"^session:.*", "session") on data points, then aggregate_on_attributes("sum") on metrics. OpenClaw 2026.9 cuts it itself',
        },
      },
    );
  },
});
