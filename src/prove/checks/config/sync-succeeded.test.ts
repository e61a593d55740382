import { describe, expect, it } from 'vitest';
import { FAILED, HOOK_LINE, SUCCEEDED, SYNCED } from '../../../../test/support/argo-status.ts';
import { trackedGateway } from '../../../../test/support/tracked-gateway.ts';
import { configSyncSucceeded } from './sync-succeeded.ts';

const HOOK = { kind: 'Pod', name: 'smoke', hookPhase: 'Failed', message: 'exit code 1' };
const MAP = { kind: 'ConfigMap', name: 'openclaw-config', status: 'SyncFailed', message: 'is immutable' };

const outcomeOf = (...resources: readonly object[]) => {
  const operationState = { ...FAILED, syncResult: { ...FAILED.syncResult, resources } };
  return configSyncSucceeded.runWith(trackedGateway({ ...SYNCED, operationState }));
};

describe('config/sync-succeeded', () => {
  it('is a note where only a PostSync hook failed: the objects are applied', async () => {
    const outcome = await configSyncSucceeded.runWith(trackedGateway({ ...SYNCED, operationState: FAILED }));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
    expect(outcome.message).toContain(`Pod throughline-after-sync: ${HOOK_LINE}`);
    expect(outcome.affects).toEqual(['PostSync hooks of later waves: they did not run']);
  });

  it.each([
    ['an object', [MAP]],
    ['an object and a PostSync hook', [MAP, { ...HOOK, hookType: 'PostSync' }]],
    ['a PreSync hook', [{ ...HOOK, hookType: 'PreSync' }]],
    ['nothing that is named', []],
  ])('fails as a warning where %s failed', async (_, resources) => {
    const outcome = await outcomeOf(...resources);
    expect(outcome.status).toBe('fail');
    expect(outcome.severity ?? configSyncSucceeded.severity).toBe('warning');
    expect(outcome.affects).toEqual(['objects that were to be applied after the one that failed']);
  });

  it.each([FAILED, SUCCEEDED])('is skipped after a dry run that ended as $phase', async (state) => {
    const operation = { ...state.operation, sync: { ...state.operation.sync, dryRun: true } };
    const outcome = await configSyncSucceeded.runWith(
      trackedGateway({ ...SYNCED, operationState: { ...state, operation } }),
    );
    expect(outcome).toMatchObject({ status: 'skip', message: expect.stringContaining('a dry run') });
  });

  it('shows the message of Argo CD on one line, without credentials', async () => {
    const message = 'cannot pull\n  https://robot:hunter2@registry.example/x: token=hunter2';
    const outcome = await outcomeOf({ ...MAP, message });
    expect(outcome.message).toContain(
      'ConfigMap openclaw-config: cannot pull https://***@registry.example/x: token=***',
    );
  });

  it('names five of many objects that failed', async () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ ...MAP, name: `map-${index}` }));
    const { message } = await outcomeOf(...many);
    expect(message).toContain('ConfigMap map-4: is immutable; and 2 more');
    expect(message).not.toContain('map-5');
  });
});
