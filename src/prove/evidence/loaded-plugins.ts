import { EDIT_READ, LOADED } from '../../shared/failure-modes/gateway-lines.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { logLines } from './log-lines.ts';

/** The plugins with which the gateway started last. */
export interface LoadedPlugins {
  readonly source: string;
  /** Unix milliseconds of the start; undefined where the line has no time. */
  readonly at: number | undefined;
  readonly ids: readonly string[];
  /** The gateway has read an edit since, which can load other plugins without a start. */
  readonly isOutdated: boolean;
}

/** From the newest line of a start that names them: OpenClaw writes it from 2026.9 on. */
export const loadedPlugins = defineEvidence({
  name: 'loadedPlugins',
  needs: [logLines],
  answer: ({ logLines: { own } }) => {
    const index = own.findLastIndex(({ text }) => LOADED.test(text));
    const line = own[index];
    if (!line) return notKnown('the logs hold no start that names the plugins');
    const ids = (LOADED.exec(line.text)?.[1] ?? '').split(',').map((id) => id.trim());
    const loaded: LoadedPlugins = {
      source: line.source,
      at: line.at,
      ids: ids.filter((id) => id !== ''),
      isOutdated: own.slice(index + 1).some(({ text }) => EDIT_READ.test(text)),
    };
    return known(loaded);
  },
});
