import { parseLine } from '../../src/sources/logs/line.ts';
import type { LogView } from '../../src/verify/log-view.ts';

/** Lines of a log file, as checks see them. */
export function logsOf(...written: string[]): LogView {
  const value = written.map((line) => parseLine('gateway.log', line));
  return { lines: async () => ({ ok: true, value }) };
}
