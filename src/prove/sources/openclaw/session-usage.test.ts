import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSessionUsage } from './session-usage.ts';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'openclaw-state-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** A line of the session log of 2026.2.19, as it was observed. */
const response = (timestamp: string, input: number, output: number): string =>
  JSON.stringify({
    type: 'message',
    id: '393b8823',
    timestamp,
    message: {
      role: 'assistant',
      content: [],
      provider: 'main',
      model: 'large',
      usage: { input, output, cacheRead: 1, cacheWrite: 0, totalTokens: 0, cost: { total: 0.25 } },
    },
  });

describe('the session logs of an OpenClaw', () => {
  it('add up over agents and sessions, from a time on', () => {
    for (const [agent, lines] of [
      [
        'main',
        [response('2026-11-27T03:00:00.000Z', 1_000, 1_000), response('2026-11-27T03:10:00.000Z', 10, 5)],
      ],
      ['other', ['not JSON with "usage"', response('2026-11-27T03:11:00.000Z', 20, 7)]],
    ] as const) {
      mkdirSync(join(state, 'agents', agent, 'sessions'), { recursive: true });
      writeFileSync(join(state, 'agents', agent, 'sessions', 'one.jsonl'), lines.join('\n'));
    }
    expect(readSessionUsage(state, Date.parse('2026-11-27T03:05:00Z'))).toEqual({
      input: 30,
      output: 12,
      cacheRead: 2,
      cacheWrite: 0,
      cost: 0.5,
      responses: 2,
    });
  });

  it('say nothing where there are none', () => {
    expect(readSessionUsage(state, 0)).toBeUndefined();
  });
});
