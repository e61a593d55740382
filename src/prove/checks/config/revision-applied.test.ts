import { describe, expect, it } from 'vitest';
import { FAILED, REVISION, SUCCEEDED, SYNCED } from '../../../../test/support/argo-status.ts';
import { trackedGateway } from '../../../../test/support/tracked-gateway.ts';
import { configRevisionApplied } from './revision-applied.ts';

const NEXT = '77aa0b1c2d3e4f5061728394a5b6c7d8e9f00112';

const outcomeOf = (status: object, revision = NEXT) =>
  configRevisionApplied.runWith({ ...trackedGateway(status), revision });
const compared = (more: object) => ({ ...SYNCED.sync, revision: NEXT, ...more });

describe('config/revision-applied', () => {
  it.each([
    ['one source', { revision: NEXT }],
    ['several sources', { revision: '', revisions: ['1.2.0', NEXT] }],
  ])('passes for a commit that changed no object, of %s', async (_, more) => {
    const outcome = await outcomeOf({ ...SYNCED, sync: compared(more), operationState: SUCCEEDED });
    expect(outcome).toMatchObject({
      status: 'pass',
      message: `Application argocd/openclaw is Synced with ${NEXT}`,
    });
  });

  it('passes where the objects were as in the commit before there was any sync', async () => {
    expect(await outcomeOf({ ...SYNCED, sync: compared({}) })).toMatchObject({ status: 'pass' });
  });

  it('passes for the beginning of a SHA', async () => {
    const status = { ...SYNCED, sync: compared({}), operationState: SUCCEEDED };
    expect(await outcomeOf(status, NEXT.slice(0, 7))).toMatchObject({ status: 'pass' });
  });

  it('passes where the sync to the commit before failed', async () => {
    const status = { ...SYNCED, sync: compared({}), operationState: FAILED };
    expect(await outcomeOf(status)).toMatchObject({ status: 'pass' });
  });

  it('fails where the objects differ from the commit', async () => {
    const sync = compared({ status: 'OutOfSync' });
    expect(await outcomeOf({ ...SYNCED, sync, operationState: SUCCEEDED })).toMatchObject({
      status: 'fail',
      message: `Application argocd/openclaw was synced to ${REVISION}, not to ${NEXT}`,
    });
  });

  it('fails while a sync to another commit is under way, as that changes the objects', async () => {
    const operationState = { ...SUCCEEDED, phase: 'Running', finishedAt: undefined };
    expect(await outcomeOf({ ...SYNCED, sync: compared({}), operationState })).toMatchObject({
      status: 'fail',
    });
  });

  it.each([
    ['2026-02-20T03:00:08Z', 'unknown'],
    ['2026-02-20T03:00:09Z', 'pass'],
  ])('compares after a sync that ended at 03:00:09: compared at %s is %s', async (reconciledAt, status) => {
    const given = { ...SYNCED, reconciledAt, sync: compared({}), operationState: SUCCEEDED };
    expect((await outcomeOf(given)).status).toBe(status);
  });

  it('is unknown after a dry run to the commit, which applied nothing', async () => {
    const operation = { sync: { revision: REVISION, dryRun: true } };
    const dryRun = {
      ...SYNCED,
      sync: compared({ status: 'OutOfSync' }),
      operationState: { ...SUCCEEDED, operation },
    };
    expect(await outcomeOf(dryRun, REVISION)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('was a dry run'),
    });
    const applied = { ...SYNCED, sync: compared({}), operationState: { ...SUCCEEDED, operation } };
    expect(await outcomeOf(applied)).toMatchObject({ status: 'pass' });
  });

  it('is unknown where the sync to the commit itself failed', async () => {
    expect(await outcomeOf({ ...SYNCED, operationState: FAILED }, REVISION)).toMatchObject({
      status: 'unknown',
    });
  });
});
