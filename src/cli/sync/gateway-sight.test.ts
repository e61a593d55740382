import { describe, expect, it } from 'vitest';
import type { WatchedChange } from '../../emit/sync/index.ts';
import { type GatewayStatusReading, gatewayStatusReading } from '../../shared/protocol/status.ts';
import { createGatewaySight } from './gateway-sight.ts';

const CHANGE: WatchedChange = {
  at: 0,
  hash: 'sha256:new',
  text: '',
  intervalMs: 60_000,
  service: undefined,
};

const at = (second: number): string => new Date(Date.UTC(2026, 1, 20, 3, 0, second)).toISOString();

interface Seen {
  readonly now: number;
  readonly hash?: string;
  readonly lastError?: string;
  readonly lastSuccess?: number;
  readonly failure?: number;
  readonly problem?: string;
}

function statusOf({
  now,
  hash = 'new',
  lastError,
  lastSuccess,
  failure,
  problem,
}: Seen): GatewayStatusReading {
  return gatewayStatusReading.parse({
    process: { now: at(now) },
    config: { hash, lastError: lastError ?? null },
    telemetry: { configured: true, working: problem === undefined, problem: problem ?? null },
    exporter: {
      state: 'exporting',
      endpoint: 'http://store:9090/api/v1/otlp/v1/metrics',
      intervalMs: 1_000,
      tried: 1,
      accepted: 1,
      refused: 0,
      lastSuccess: lastSuccess === undefined ? null : at(lastSuccess),
      lastError: failure === undefined ? null : { at: at(failure), message: 'ECONNREFUSED' },
    },
  });
}

/** The last of several looks, the first status being that of before the change. */
async function last(before: Seen, ...after: Seen[]) {
  const statuses = [before, ...after].map(statusOf);
  const sight = createGatewaySight(async () => statuses.shift()!);
  await sight.beforeChange();
  let seen;
  for (let left = after.length; left > 0; left--) seen = await sight.look(CHANGE, left === 1);
  return seen;
}

const WELL: Seen = { now: 10, hash: 'old', lastSuccess: 9 };

describe('createGatewaySight', () => {
  it('sees telemetry arrive by a push that was accepted under the new configuration', async () => {
    expect(await last(WELL, { now: 12, lastSuccess: 9 }, { now: 14, lastSuccess: 13 })).toEqual({
      state: 'arriving',
      saw: `the gateway's push of ${at(13)} was accepted`,
    });
  });

  it('does not count a push of before the new configuration was seen in force', async () => {
    expect(await last(WELL, { now: 12, lastSuccess: 11 })).toMatchObject({ state: 'unknown' });
  });

  it('waits for the gateway to take the configuration, and says why it does not', async () => {
    expect(
      await last(WELL, { now: 12, hash: 'old', lastSuccess: 12, lastError: 'gateway.port: too big' }),
    ).toEqual({
      state: 'unknown',
      saw: 'the gateway has not taken the new configuration: gateway.port: too big',
    });
  });

  it('says that telemetry ended where pushes worked before and fail since, which no restart helps', async () => {
    expect(await last(WELL, { now: 12, lastSuccess: 9 }, { now: 14, lastSuccess: 9, failure: 13 })).toEqual({
      state: 'ended',
      saw: 'pushes to http://store:9090/api/v1/otlp/v1/metrics fail: ECONNREFUSED',
      restartHelps: false,
    });
  });

  it('says the problem of a gateway whose plugin was turned off', async () => {
    expect(await last(WELL, { now: 12, problem: 'diagnostics-otel is disabled in config' })).toMatchObject({
      state: 'ended',
      saw: 'diagnostics-otel is disabled in config',
    });
  });

  it('blames no change for pushes that failed before it', async () => {
    expect(
      await last({ now: 10, hash: 'old', lastSuccess: 2, failure: 9 }, { now: 12 }, { now: 14, failure: 13 }),
    ).toMatchObject({ state: 'failing' });
  });

  it('does not know where nothing was pushed yet', async () => {
    expect(await last(WELL, { now: 12, lastSuccess: 9 })).toMatchObject({
      state: 'unknown',
      saw: 'the gateway has pushed nothing since',
    });
  });
});
