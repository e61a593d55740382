import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { openclawSeries, runsOf, sumOf } from '../../evidence/openclaw-series.ts';

/** Fewer runs may be some that ended before their usage was pushed. */
const ENOUGH_RUNS = 3;

/** A run that failed or was stopped need not have any usage. */
const WITHOUT_USAGE = /error|fail|abort|cancel|timeout|block|interrupt|skip/i;

/** Completed runs have emitted their usage. */
export const sdkUsageEmitted = defineCheck({
  id: 'TL351',
  link: 'sdk',
  title: 'Runs emit their usage',
  proves: 'the backend has as many runs with usage as completed runs, and tokens beside them',
  explain:
    'OpenClaw has emitted no usage for runs of some kinds: those of its command line, of its scheduler, and turns that end ' +
    'without an answer; for some providers it emitted zeros. Tokens and cost are then too low, and nothing else shows it. ' +
    '`openclaw gateway usage-cost` counts from the sessions themselves. Where only a part of the runs has no ' +
    'usage, this is a note: not every turn asks a model.',
  severity: 'warning',
  modes: [99],
  needs: ['backend', openclawSeries],
  dependsOn: ['TL501'],
  run: ({ backend, openclawSeries }) => {
    const { completed, withUsage } = runsOf(openclawSeries);
    const ended = sumOf(
      completed.filter(({ labels }) => !WITHOUT_USAGE.test(labels['openclaw_outcome'] ?? '')),
    );
    const used = sumOf(withUsage);
    const tokens = sumOf(openclawSeries.tokens);
    const evidence: Judged = [
      {
        source: backend.url,
        saw: `${ended} completed runs, ${used} runs with usage, ${tokens} tokens of all kinds`,
      },
    ];
    const details = {
      affects: ['tokens and cost, which are lower than what the provider bills'],
      fix: { kind: 'manual', text: 'update OpenClaw, and compare with: openclaw gateway usage-cost --json' },
    } as const;
    if (ended + used < ENOUGH_RUNS) return unknown('fewer than three runs are stored', evidence);
    if (used === 0)
      return warn(`${counted(ended, 'run')} completed, and none has emitted its usage`, evidence, details);
    if (tokens === 0)
      return warn(`${counted(used, 'run')} with usage, and not one token is stored`, evidence, details);
    if (ended - used >= ENOUGH_RUNS) {
      return warn(`${ended - used} of ${ended} completed runs have emitted no usage`, evidence, {
        ...details,
        severity: 'note',
      });
    }
    return pass(`${counted(used, 'run')} with usage`, evidence);
  },
});
