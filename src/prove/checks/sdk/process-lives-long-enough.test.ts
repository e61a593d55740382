import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LogView } from '../../views/logs.ts';
import { defaultContract } from '../../contract/index.ts';
import { readLogFile } from '../../sources/index.ts';
import { sdkProcessLivesLongEnough } from './process-lives-long-enough.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

/** A gateway that started at these seconds. */
const judged = (...seconds: number[]) => {
  const logs: LogView = {
    lines: async () => ({
      ok: true,
      value: seconds.map((second) => ({
        source: 'gateway.log',
        at: 1_771_556_400_000 + second * 1_000,
        text: 'gateway listens on http://127.0.0.1:18789',
      })),
    }),
  };
  return sdkProcessLivesLongEnough.runWith({ logs, contract });
};

describe('sdk/process-lives-long-enough', () => {
  it('fails where each of the last starts comes before the previous process could push', async () => {
    expect(await judged(0, 4_000, 4_005, 4_011)).toMatchObject({
      status: 'fail',
      message: 'the process starts again before its first push: 3 starts, none ran for 30 s',
      evidence: [{ saw: '4 starts, the last ones 5 s and 6 s apart' }],
    });
  });

  it.each([[[0]], [[0, 5]], [[0, 5, 3_600]], [[0, 31, 62]]])('passes on starts at %j s', async (seconds) => {
    expect((await judged(...seconds)).status).toBe('pass');
  });

  it.each([
    ['its output and its log file', ['stdout.log', 'file.jsonl']],
    ['its log file', ['file-in-process.jsonl']],
  ])('passes on a real OpenClaw whose configuration was edited: %s', async (_, names) => {
    const logs: LogView = {
      lines: async () => ({
        ok: true,
        value: names.flatMap((name) =>
          readLogFile(
            fileURLToPath(new URL(`../../../../test/logs/openclaw-2026.2-${name}`, import.meta.url)),
          ),
        ),
      }),
    };
    expect(await sdkProcessLivesLongEnough.runWith({ logs, contract })).toMatchObject({
      status: 'pass',
      evidence: [{ saw: expect.stringMatching(/^2 starts/) }],
    });
  });

  it('is unknown where the log holds no start', async () => {
    expect((await judged()).status).toBe('unknown');
  });
});
