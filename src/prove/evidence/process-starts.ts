import { RESTART_REQUESTED, STARTED } from '../../shared/failure-modes/gateway-lines.ts';
import type { LogLine } from '../sources/index.ts';

/** One start of the process, as the logs show it. */
export interface ProcessStart {
  /** Unix milliseconds. */
  readonly at: number;
  readonly source: string;
  /** It was asked for: an edit of the configuration, a command. What crashes is not asked. */
  readonly requested: boolean;
}

interface Listening {
  readonly at: number;
  readonly source: string;
  readonly address: string;
  readonly pid: number | undefined;
}

/** Lines of one start in several logs, or about several addresses, are closer together than this. */
const ONE_START_MS = 1_000;

/**
 * The starts of the process that log lines show, oldest first. A process writes one line for each address that it listens
 * on, a process with two logs writes each line twice, and one that reloads its address writes another line: none of
 * them is a start.
 */
export function processStarts(lines: readonly LogLine[]): ProcessStart[] {
  const timed = lines
    .filter((line): line is LogLine & { at: number } => line.at !== undefined)
    .toSorted((a, b) => a.at - b.at);
  // OpenClaw has the PID in the line about its first address only.
  const withPid = new Set(timed.filter(({ text }) => pidIn(text) !== undefined).map(({ source }) => source));
  const starts: (ProcessStart & Listening)[] = [];
  let requested = false;
  for (const line of timed) {
    if (RESTART_REQUESTED.test(line.text)) requested = true;
    if (!STARTED.test(line.text)) continue;
    const pid = pidIn(line.text) ?? line.pid;
    if (pid === undefined && withPid.has(line.source)) continue;
    const { at, source } = line;
    const listening = { at, source, address: addressIn(line.text), pid };
    if (starts.some((start) => isOfStart(start, listening))) continue;
    starts.push({ ...listening, requested });
    requested = false;
  }
  return starts.map(({ at, source, requested: asked }) => ({ at, source, requested: asked }));
}

/** Whether a line is about a start that an earlier line has shown. */
function isOfStart(start: Listening, line: Listening): boolean {
  const isOtherProcess = start.pid !== undefined && line.pid !== undefined && start.pid !== line.pid;
  if (isOtherProcess) return false;
  const isOtherAddress = start.address !== line.address;
  if (line.at - start.at <= ONE_START_MS) return isOtherAddress || start.source !== line.source;
  // A container starts each process with the same PID: only another address shows that the process goes on.
  return isOtherAddress && line.pid !== undefined && start.source === line.source;
}

function addressIn(text: string): string {
  return /\blisten(?:s|ing) on (\S+)/i.exec(text)?.[1] ?? '';
}

/** The process that a gateway names when it listens. */
export function pidIn(text: string): number | undefined {
  const found = /\(PID (\d+)\)/i.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
