import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isShared, SHARED_NAMES } from './shared-names.ts';
import { expectedMetrics, parseContract } from '../../contract/index.ts';

const contract = parseContract(
  readFileSync(new URL('../../../../contracts/openclaw-2026.9-scrape.yaml', import.meta.url), 'utf8'),
);

describe('the contract of the scraped OpenClaw 2026.9', () => {
  it('has the 68 metrics of its documents, by their stored names and as scraped', () => {
    expect(contract.metrics).toHaveLength(68);
    expect(contract.way).toBe('scrape');
    expect(contract.metrics.filter(({ prometheus }) => !prometheus?.startsWith('openclaw_'))).toEqual([]);
  });

  it('has every name that push and scrape share', () => {
    const names = new Set(
      expectedMetrics(contract, {
        flavour: 'prometheus',
        version: { major: 3, minor: 5, patch: 3 },
        settings: {},
      }).map(({ countSeries }) => countSeries),
    );
    expect(SHARED_NAMES.filter((name) => !names.has(name))).toEqual([]);
    expect(isShared('openclaw_talk_audio_bytes_bucket')).toBe(true);
    expect(isShared('openclaw_model_tokens_total')).toBe(false);
  });

  it('expects of an idle gateway only its identity and its event loop', () => {
    expect(
      contract.metrics.filter(({ mayBeIdle }) => !mayBeIdle).map(({ prometheus }) => prometheus),
    ).toEqual([
      'openclaw_gateway_build_info',
      'openclaw_gateway_event_loop_delay_max_seconds',
      'openclaw_gateway_event_loop_observed_seconds_total',
    ]);
  });
});
