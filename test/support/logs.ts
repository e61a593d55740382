import { parseLine } from '../../src/prove/sources/logs/line.ts';
import type { LogView } from '../../src/prove/views/logs.ts';

/** Lines of a log file, as checks see them. */
export function logsOf(...written: string[]): LogView {
  const value = written.map((line) => parseLine('gateway.log', line));
  return { lines: async () => ({ ok: true, value }) };
}
