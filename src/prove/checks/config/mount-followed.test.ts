import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { ownVantage, type Vantage } from '../../views/vantage.ts';
import { configMountFollowed } from './mount-followed.ts';

const VOLUME = '/var/lib/kubelet/pods/d86d9bff/volumes/kubernetes.io~configmap/configmap';
const gateway = gatewayOf({ config: { path: '/etc/openclaw/openclaw.json' } });

const judged = (root: string | undefined) => {
  const mount = root === undefined ? undefined : { root, mountPoint: '/etc/openclaw' };
  const vantage: Vantage = { ...ownVantage(gateway, {}), mountOf: async () => mount };
  return configMountFollowed.runWith({ vantage, gateway });
};

describe('config/mount-followed', () => {
  it('fails on one version of a ConfigMap that was changed since', async () => {
    expect(await judged(`${VOLUME}/..2026_11_27_17_39_49.2357680948/openclaw.json//deleted`)).toMatchObject({
      status: 'fail',
      message:
        '/etc/openclaw/openclaw.json is mounted by subPath openclaw.json, and the ConfigMap has been changed since: the ' +
        'gateway keeps the old text',
    });
  });

  it.each([
    ['of a ConfigMap', `${VOLUME}/..2026_11_27_17_39_49.2357680948/openclaw.json`],
    ['of a Secret, in memory', '/..2026_11_27_17_39_49.2357680948/openclaw.json'],
  ])('warns on one version %s that is the newest', async (_, root) => {
    expect(await judged(root)).toMatchObject({
      status: 'warn',
      message: '/etc/openclaw/openclaw.json is mounted by subPath openclaw.json, which is never updated',
    });
  });

  it('passes on a whole volume', async () => {
    expect((await judged(VOLUME)).status).toBe('pass');
  });

  it.each([
    ['on a copy', '/var/lib/kubelet/pods/d86d9bff/volumes/kubernetes.io~empty-dir/config'],
    ['from elsewhere', undefined],
  ])('is skipped %s', async (_, root) => {
    expect((await judged(root)).status).toBe('skip');
  });
});
