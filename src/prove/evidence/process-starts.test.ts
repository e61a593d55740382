import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readLogFile, readLogText } from '../sources/logs/file.ts';
import { processStarts } from './process-starts.ts';

const captured = (name: string, of = 'openclaw-2026.2') =>
  readLogFile(fileURLToPath(new URL(`../../../test/logs/${of}-${name}`, import.meta.url)));
const requested = (...lines: Parameters<typeof processStarts>[0][]) =>
  processStarts(lines.flat()).map((start) => start.requested);

/** Lines as OpenClaw 2026.2 writes them: second of the start, and PID. */
const listening = (...starts: readonly (readonly [second: number, pid: number])[]) =>
  readLogText(
    'stdout',
    starts
      .flatMap(([second, pid]) => {
        const time = new Date(1_771_556_400_000 + second * 1_000).toISOString();
        return [
          `${time} [gateway] listening on ws://127.0.0.1:18789 (PID ${pid})`,
          `${time} [gateway] listening on ws://[::1]:18789`,
        ];
      })
      .join('\n'),
  );

describe('processStarts of a real OpenClaw 2026.2.19 whose configuration was edited once', () => {
  it.each([
    ['its output', [captured('stdout.log')]],
    ['its log file', [captured('file.jsonl')]],
    ['both, which say everything twice', [captured('stdout.log'), captured('file.jsonl')]],
    ['a process that goes on with the same PID', [captured('file-in-process.jsonl')]],
  ])('are two, the second one requested: %s', (_, logs) => {
    expect(requested(...logs)).toEqual([false, true]);
  });
});

describe('processStarts of a real OpenClaw 2026.9.6 whose configuration was edited once', () => {
  it('are two, the second one requested', () => {
    expect(requested(captured('stdout.log', 'openclaw-2026.9'))).toEqual([false, true]);
  });
});

describe('processStarts', () => {
  it('counts the addresses of one start once', () => {
    expect(requested(listening([0, 41]))).toEqual([false]);
  });

  it('counts each process of a crash loop, also in a container, where each has the same PID', () => {
    expect(requested(listening([0, 41], [3, 57], [6, 70]))).toEqual([false, false, false]);
    expect(requested(listening([0, 7], [3, 7], [6, 7]))).toEqual([false, false, false]);
  });

  it('counts a process that moves to another address once', () => {
    const line = (second: number, port: number) =>
      JSON.stringify({
        time: 1_771_556_400_000 + second * 1_000,
        pid: 7,
        msg: `gateway listens on http://127.0.0.1:${port}`,
      });
    expect(requested(readLogText('a.log', [line(0, 18789), line(9, 18790)].join('\n')))).toEqual([false]);
  });
});
