import { describe, expect, it } from 'vitest';
import { gatewayOf, openclawOf } from '../../../test/support/gateway.ts';
import { deployed } from '../../../test/support/deployed.ts';
import { openclawHome } from '../../../test/support/openclaw-home.ts';
import { targetText } from '../../shared/openclaw/index.ts';
import type { BackendView } from '../views/backend.ts';
import { assumedRelease } from './openclaw-release.ts';

const { config } = deployed();
const clock = { now: () => 0, sleep: async () => {} };

/** A backend that stores names of metrics with these labels. */
const storing = (
  labels: Readonly<Record<string, readonly string[]>>,
  later: readonly string[] = [],
): BackendView =>
  ({
    url: 'http://prometheus:9090',
    api: {
      names: async (selector: string) =>
        Object.entries(labels).find(([label]) => selector.includes(`,${label}!=`))?.[1] ??
        (selector.includes('liveness') ? later : []),
    },
  }) as unknown as BackendView;

const textOf = async (given: Parameters<typeof assumedRelease>[0]): Promise<string | undefined> => {
  const { target } = await assumedRelease(given);
  return target && targetText(target);
};

const OPENCLAW = { openclaw_lane: ['openclaw_queue_lane_enqueue_total'] };

describe('the release of the gateway', () => {
  it('is what the running gateway says, before the package on disk', async () => {
    const openclaw = openclawHome({ package: { path: '/app', version: '2026.2.19', foundBy: 'PATH' } });
    expect(await textOf({ openclaw })).toBe('OpenClaw 2026.2.19');
    expect(await textOf({ openclaw, gateway: openclawOf({ version: '2026.9.6' }) })).toBe(
      'OpenClaw 2026.9.6',
    );
    expect(await textOf({ openclaw, gateway: gatewayOf({}) })).toBe("this project's gateway");
  });

  it('is OpenClaw 2026.2 by the labels of its plugin in the backend, where nothing else says it', async () => {
    expect(await textOf({ config, backend: storing(OPENCLAW), clock })).toBe('OpenClaw 2026.2');
  });

  it('is not asked of the backend without a configuration: another service may be judged', async () => {
    expect(await textOf({ backend: storing(OPENCLAW), clock })).toBeUndefined();
  });

  it('is not known by the backend where a later release, or another gateway, stores metrics there as well', async () => {
    const later = storing(OPENCLAW, ['openclaw_gateway_event_loop_observed_ms_milliseconds_total']);
    expect(await textOf({ config, backend: later, clock })).toBeUndefined();
    const both = storing({ ...OPENCLAW, lane: ['openclaw_queue_lane_enqueue_total'] });
    expect(await textOf({ config, backend: both, clock })).toBeUndefined();
    expect(await textOf({ config, backend: storing({}), clock })).toBeUndefined();
  });
});
