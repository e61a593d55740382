import { EDIT_READ, LOADED, STARTED } from '../../../shared/failure-modes/gateway-lines.ts';
import { knownLogLine, modesAbout } from '../../../shared/failure-modes/match.ts';
import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip, unknown } from '../../engine/outcome.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { service } from '../../evidence/service.ts';

/** No edit of the configuration was skipped because it was invalid. */
export const configEditTaken = defineCheck({
  id: 'TL130',
  link: 'config',
  title: 'Log shows no skipped edit',
  proves:
    'no line says that an edited configuration was invalid, or a later line says that the gateway read one',
  explain:
    'OpenClaw reads its configuration again after each edit. Where the new text is not valid, it logs one warning, keeps ' +
    'what it has, and leaves the file as it is: the file shows settings that no process uses. At the next start the same ' +
    'file stops the gateway. Correct the key that the line names.',
  severity: 'warning',
  modes: modesAbout('config'),
  needs: [logLines, service],
  uses: [healthySince],
  run: ({ logLines: { own: lines }, service: { owner }, healthySince }) => {
    if (owner !== 'gateway') return skip('another service is judged');
    if (lines.length === 0) return unknown('the logs hold no line about telemetry');
    const sources = new Map<string, (typeof lines)[number] | undefined>();
    for (const line of lines) {
      if (knownLogLine(line.text)?.about === 'config') sources.set(line.source, line);
      else if (isRead(line.text)) sources.set(line.source, undefined);
    }
    const skipped = [...sources.values()].find(
      (line) => line !== undefined && (healthySince === undefined || (line.at ?? 0) > healthySince),
    );
    const known = skipped && knownLogLine(skipped.text);
    if (!skipped || !known) {
      const names = [...new Set(lines.map(({ source }) => source))].join(', ');
      return pass('no edit was skipped', [{ source: names, saw: counted(lines.length, 'line') }]);
    }
    const when = skipped.at === undefined ? '' : ` at ${new Date(skipped.at).toISOString()}`;
    return fail(`${known.means}${when}`, [{ source: skipped.source, saw: skipped.text }], {
      modes: known.modes,
      affects: ['every setting of that edit: the process keeps its previous configuration'],
      fix: { kind: 'manual', text: known.fix },
    });
  },
});

/** The gateway has started, or has taken an edit. */
function isRead(text: string): boolean {
  return EDIT_READ.test(text) || LOADED.test(text) || STARTED.test(text);
}
