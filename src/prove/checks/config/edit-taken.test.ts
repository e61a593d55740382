import { describe, expect, it } from 'vitest';
import { logsOf } from '../../../../test/support/logs.ts';
import { configEditTaken } from './edit-taken.ts';

const START =
  '2026-11-27T03:12:31.076+00:00 [gateway] http server listening (2 plugins: memory-core, talk-voice; 13.8s)';
const SKIPPED =
  '2026-11-27T03:12:52.255+00:00 [reload] config reload skipped (invalid config): diagnostics.otel: Unrecognized key: "metricsPrefix"';
const TAKEN =
  '2026-11-27T03:13:40.100+00:00 [reload] config change detected; evaluating reload (diagnostics.otel.endpoint)';

const judged = (...lines: string[]) => configEditTaken.runWith({ logs: logsOf(...lines) });

describe('config/edit-taken', () => {
  it('fails on an edit that OpenClaw skipped, with its time and its line', async () => {
    expect(await judged(START, SKIPPED)).toMatchObject({
      status: 'fail',
      modes: [103],
      message: expect.stringContaining('2026-11-27T03:12:52.255Z'),
      evidence: [{ saw: expect.stringContaining('metricsPrefix') }],
    });
  });

  it('fails where the gateway does not start with the configuration', async () => {
    const refused = 'Gateway failed to start: Invalid config at /home/node/.openclaw/openclaw.json';
    expect(await judged(START, refused)).toMatchObject({ status: 'fail', modes: [2] });
  });

  it('passes where the gateway has taken an edit or has started since', async () => {
    expect((await judged(SKIPPED, TAKEN)).status).toBe('pass');
    expect((await judged(SKIPPED, START)).status).toBe('pass');
    expect((await judged(START)).status).toBe('pass');
  });

  it('is unknown on an empty log', async () => {
    expect((await judged()).status).toBe('unknown');
  });
});
