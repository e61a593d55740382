import { describe, expect, it } from 'vitest';
import { REVISION, SUCCEEDED, SYNCED } from '../../../../test/support/argo-status.ts';
import { trackedGateway } from '../../../../test/support/tracked-gateway.ts';
import { configEditNotUndone } from './edit-not-undone.ts';

describe('config/edit-not-undone', () => {
  it('is a note where self-heal undid an edit, which does not fail its link', async () => {
    const operation = { sync: { revision: REVISION, autoHealAttemptsCount: 1 } };
    const status = { ...SYNCED, operationState: { ...SUCCEEDED, operation } };
    const outcome = await configEditNotUndone.runWith(trackedGateway(status));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
  });
});
