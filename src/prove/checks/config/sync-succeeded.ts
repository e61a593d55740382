import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip, warn } from '../../engine/outcome.ts';
import {
  argoApplication,
  failureOfOperation,
  isAppliedDespite,
  isSyncing,
} from '../../evidence/argo-application.ts';

/** The last sync of Argo CD has succeeded. */
export const configSyncSucceeded = defineCheck({
  id: 'TL141',
  link: 'config',
  title: 'Last sync of Argo CD succeeded',
  proves: "the last operation of the Application that applies the gateway's objects has succeeded",
  explain:
    'A failed operation leaves the cluster between two revisions: objects of later waves, and those after a hook that ' +
    'failed, were not applied. Where only PostSync hooks failed, the objects are applied: that is a note, which stays until ' +
    'the next sync. The message has what Argo CD says of the operation and of the objects and hooks that failed.',
  severity: 'warning',
  modes: [3],
  needs: [argoApplication],
  run: ({ argoApplication: { named, source, application } }) => {
    const operation = application.status?.operationState;
    if (!operation) return skip(`${named} has not been synced yet`);
    if (isSyncing(application)) return skip(`a sync of ${named} is under way`);
    if (operation.operation?.sync?.dryRun === true)
      return skip(`the last operation of ${named} was a dry run, which applies nothing`);
    const saw = `operation ${operation.phase}${operation.finishedAt ? ` at ${operation.finishedAt}` : ''}`;
    if (operation.phase === 'Succeeded')
      return pass(`the last sync of ${named} succeeded`, [{ source, saw }]);
    const message = `the last sync of ${named} ended as ${operation.phase}: ${failureOfOperation(operation)}`;
    if (isAppliedDespite(operation)) {
      return warn(message, [{ source, saw }], {
        severity: 'note',
        affects: ['PostSync hooks of later waves: they did not run'],
        fix: { kind: 'manual', text: 'fix what the message names, and sync again: each sync runs the hooks' },
      });
    }
    return fail(message, [{ source, saw }], {
      affects: ['objects that were to be applied after the one that failed'],
      fix: { kind: 'manual', text: 'fix what the message names in git, and sync again' },
    });
  },
});
