import { describe, expect, it } from 'vitest';
import { clusterView } from '../../../../test/support/cluster-view.ts';
import { networkClusterReadable } from './cluster-readable.ts';

const cluster = (gaps: readonly { group: string; kind: string; why: string }[]) =>
  clusterView({ ok: true, value: { name: 'lab', objects: [], listed: ['Service'], gaps } });

describe('network/cluster-readable', () => {
  it('passes where every kind can be listed', async () => {
    expect(await networkClusterReadable.runWith({ cluster: cluster([]) })).toMatchObject({
      status: 'pass',
      message: '0 objects of 1 kinds',
    });
  });

  it('is unknown where a kind cannot be listed, and names what to grant', async () => {
    const why = 'may not list pods: grant it, as deploy/components/cluster-rights does';
    const gaps = [
      { group: '', kind: 'Pod', why },
      { group: 'apps', kind: 'Deployment', why },
    ];
    expect(await networkClusterReadable.runWith({ cluster: cluster(gaps) })).toMatchObject({
      status: 'unknown',
      message: `Pod: ${why}, and 1 kinds more`,
    });
  });

  it('is unknown where the API server does not respond', async () => {
    const reading = { ok: false, error: 'the connection was refused (ECONNREFUSED)' } as const;
    const outcome = await networkClusterReadable.runWith({ cluster: clusterView(reading) });
    expect(outcome).toMatchObject({ status: 'unknown' });
    expect(outcome.message).toContain('cannot be read');
  });
});
