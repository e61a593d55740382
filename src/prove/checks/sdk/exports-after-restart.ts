import { inProcessRestart } from '../../../shared/openclaw/index.ts';
import type { Arrival } from '../../evidence/arrival/arrival.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import { pidIn, processStarts } from '../../evidence/process-starts.ts';
import type { LogLine } from '../../sources/index.ts';

/** The old exporter flushes when it is shut down: that sample is newer than the restart. */
const FLUSH_MS = 10_000;

/** The exporter works after a restart within the process. */
export const sdkExportsAfterRestart = defineCheck({
  id: 'TL342',
  link: 'sdk',
  title: 'Exporter works after a restart',
  proves: 'the gateway has not restarted within its process, or samples newer than that are stored',
  explain:
    'OpenClaw 2026.2 restarts when its configuration is edited. It starts a new process, or ends where a supervisor ' +
    'starts it again; with OPENCLAW_NO_RESPAWN=1, or where no process can be started, it begins again in the same ' +
    'process. There the plugin sets up a second OpenTelemetry SDK, which is ignored, and nothing is exported from then ' +
    'on. The log says "restart mode: in-process restart".',
  severity: 'error',
  modes: [16],
  onlyPushed: true,
  needs: [logLines],
  uses: [openclawRelease, arrival, 'openclaw'],
  run: ({ logLines, openclawRelease, arrival, openclaw }) => {
    const restart = logLines.own.findLast(({ text }) => inProcessRestart(text) !== undefined);
    if (!restart) return skip('the logs show no restart within the process');
    const at = restart.at === undefined ? 'an unknown time' : new Date(restart.at).toISOString();
    const seen: Judged = [{ source: restart.source, saw: `${at} ${restart.text}` }];
    if (hasNewProcess(logLines.own, restart)) return pass('another process has started since', seen);
    const newest = newestSample(arrival);
    const stored =
      newest > 0 ? `the newest sample is of ${new Date(newest).toISOString()}` : 'no sample is stored';
    const evidence: Judged = arrival ? [...seen, { source: 'backend', saw: stored }] : seen;
    if (restart.at !== undefined && newest > restart.at + FLUSH_MS)
      return pass(`exports since the restart of ${at}`, evidence);
    const target = openclawRelease?.target;
    const ends = target?.product === 'openclaw' && target.release.facts.restartInProcessEndsExport === true;
    // An idle gateway sends nothing after a restart, too: only what the release does is a proof.
    if (!ends || openclaw?.plugin?.isOwn)
      return unknown(
        `restarted within its process at ${at}; whether it exports since is not known: give --release, or send a message and check again`,
        evidence,
      );
    return fail(`nothing is exported since the restart within the process at ${at}`, evidence, {
      affects: ['every metric: nothing is exported until the process is started again'],
      fix: {
        kind: 'manual',
        text: 'restart the process (openclaw gateway restart, or delete the pod), and unset OPENCLAW_NO_RESPAWN: then an edit starts a new process',
      },
    });
  },
});

/** Unix milliseconds; 0 where nothing is stored. */
function newestSample(arrival: Arrival | undefined): number {
  const times = (arrival?.metrics ?? []).flatMap(({ newestSample: time }) =>
    time ? [Date.parse(time)] : [],
  );
  return Math.max(0, ...times, ...(arrival?.instances ?? []).map(({ newest }) => newest));
}

/**
 * Whether a later start is that of another process. The first start after the line belongs to the restart; a container
 * gives each process the same PID.
 */
function hasNewProcess(lines: readonly LogLine[], restart: LogLine): boolean {
  const index = lines.indexOf(restart);
  const before = lines.slice(0, index).findLast(({ text }) => pidIn(text) !== undefined);
  const after = lines.slice(index + 1);
  const other = after.some(
    ({ text }) => pidIn(text) !== undefined && before && pidIn(text) !== pidIn(before.text),
  );
  return other || processStarts(after).length > 1;
}
