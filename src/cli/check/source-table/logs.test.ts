import { describe, expect, it } from 'vitest';
import { clusterView } from '../../../../test/support/cluster-view.ts';
import { shopContract } from '../../../../test/support/embedded-backend.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { defaultContract } from '../../../prove/contract/index.ts';
import { logs, selectorFrom } from './logs.ts';
import type { BeforeSync, Round } from './row.ts';

describe('the logs', () => {
  it.each<[BeforeSync | undefined, boolean]>([
    [undefined, true],
    // What runs now is not what is judged.
    [true, false],
    [{ namespace: 'openclaw', name: 'openclaw' }, false],
  ])('are those of the pods of a live cluster, with --before-sync %j: %s', async (beforeSync, are) => {
    const opening = {
      env: {},
      clock: { now: Date.now, sleep: async () => {} },
      timeoutMs: 1_000,
      static: beforeSync !== undefined,
      beforeSync,
    };
    const cluster = clusterView({ ok: true, value: { name: 'lab', objects: [], listed: [], gaps: [] } });
    const get = async (name: string) => (name === 'cluster' ? cluster : undefined);
    const opened = await logs.open({}, {}, opening);
    const found = await opened.read({ ...opening, get: get as Round['get'] });
    expect(found !== undefined).toBe(are);
  });
});

describe('selectorFrom', () => {
  it.each([
    [
      'the namespace of the gateway',
      defaultContract({ serviceName: 'a', flushIntervalMs: 1 }),
      '{namespace="openclaw"}',
    ],
    ['the streams of another service', { ...shopContract(), job: 'trade/till' }, '{service_name="till"}'],
  ])('selects %s without manifests', (_, contract, selector) => {
    expect(selectorFrom(undefined, contract)).toBe(selector);
  });

  it('selects the namespaces of the manifests', () => {
    expect(selectorFrom(deployed({}).manifests, shopContract())).toMatch(/^\{namespace=~".*openclaw.*"\}$/);
  });
});
