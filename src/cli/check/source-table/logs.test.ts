import { describe, expect, it } from 'vitest';
import { shopContract } from '../../../../test/support/embedded-backend.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { defaultContract } from '../../../prove/contract/index.ts';
import { selectorFrom } from './logs.ts';

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
