import { describe, expect, it } from 'vitest';
import { configOf } from '../../../../test/support/written.ts';
import type { Contract } from '../../contract/index.ts';
import { configNamePrefix } from './name-prefix.ts';

const metric = (otlp: string): Contract['metrics'][number] => ({
  otlp,
  kind: 'counter',
  unit: '',
  attributes: [],
  mayBeIdle: false,
});
const contractOf = (...names: string[]): Contract => ({
  name: 'openclaw',
  job: 'openclaw',
  flushIntervalMs: 1_000,
  metrics: names.map(metric),
});
const config = (metricNamePrefix?: string) =>
  configOf({ diagnostics: { enabled: true, otel: { enabled: true, metricNamePrefix } } });

describe('config/name-prefix', () => {
  const contract = contractOf('openclaw.tokens');

  it('warns of a prefix that the names of the contract do not have', async () => {
    expect(await configNamePrefix.runWith({ config: config('desk.'), contract })).toMatchObject({
      status: 'warn',
      message: 'the prefix "desk." makes openclaw.tokens desk.tokens, which the contract does not have',
    });
  });

  it('passes where the contract has the prefix, and where the gateway does not read it', async () => {
    const written = contractOf('desk.tokens');
    expect((await configNamePrefix.runWith({ config: config('desk.'), contract: written })).status).toBe(
      'pass',
    );
    expect((await configNamePrefix.runWith({ config: config('openclaw.'), contract })).status).toBe('pass');
    const own = { config: config('desk.'), contract, release: { product: 'throughline' } as const };
    expect((await configNamePrefix.runWith(own)).status).toBe('pass');
  });

  it('is skipped without a prefix', async () => {
    expect((await configNamePrefix.runWith({ config: config(), contract })).status).toBe('skip');
  });
});
