import { describe, expect, it } from 'vitest';
import { SUCCEEDED, SYNCED } from '../../../../test/support/argo-status.ts';
import { trackedGateway } from '../../../../test/support/tracked-gateway.ts';
import { configSyncComplete } from './sync-complete.ts';

const ERROR = {
  type: 'ComparisonError',
  message: 'failed to list refs of https://robot:hunter2@git.example/openclaw.git',
};
const SHOWN = 'ComparisonError: failed to list refs of https://***@git.example/openclaw.git';

const outcomeOf = (
  sync: string,
  names: readonly string[],
  conditions: readonly object[] = [],
  namespace = 'openclaw',
) => {
  const resources = names.map((name) => ({
    kind: 'ConfigMap',
    namespace,
    name,
    status: 'OutOfSync',
  }));
  const status = { ...SYNCED, sync: { ...SYNCED.sync, status: sync }, resources, conditions };
  return configSyncComplete.runWith(trackedGateway({ ...status, operationState: SUCCEEDED }));
};

describe('config/sync-complete', () => {
  it('is a note where only objects of others differ', async () => {
    expect(await outcomeOf('OutOfSync', ['other'])).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('fails as a warning where the ConfigMap of the configuration differs', async () => {
    const outcome = await outcomeOf('OutOfSync', ['other', 'openclaw-config']);
    expect(outcome).toMatchObject({ status: 'fail', severity: 'warning' });
  });

  it('is a note where a ConfigMap of that name differs in another namespace', async () => {
    expect(await outcomeOf('OutOfSync', ['openclaw-config'], [], 'other')).toMatchObject({
      status: 'warn',
      severity: 'note',
    });
  });

  it('shows the errors of Argo CD without credentials', async () => {
    const { evidence } = await outcomeOf('OutOfSync', ['openclaw-config'], [ERROR]);
    expect(evidence.at(-1)?.saw).toBe(SHOWN);
    expect((await outcomeOf('Unknown', [], [ERROR])).message).toBe(
      `Argo CD does not know whether Application argocd/openclaw is synced: ${SHOWN}`,
    );
  });
});
