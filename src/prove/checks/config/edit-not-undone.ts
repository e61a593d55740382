import { defineCheck } from '../../engine/define-check.ts';
import { pass, skip, warn } from '../../engine/outcome.ts';
import { argoApplication } from '../../evidence/argo-application.ts';

/** Argo CD's self-heal has not undone an edit in the cluster. */
export const configEditNotUndone = defineCheck({
  id: 'TL142',
  link: 'config',
  title: 'Argo CD undid no edit',
  proves: 'the last sync of Argo CD was not one by which self-heal undid a change in the cluster',
  explain:
    'With syncPolicy.automated.selfHeal Argo CD puts each object back that somebody changes in the cluster: a fix by ' +
    'kubectl is gone within seconds. Such a sync counts its attempts. Commit the fix instead.',
  severity: 'note',
  modes: [3],
  needs: [argoApplication],
  run: ({ argoApplication: { named, source, application } }) => {
    const operation = application.status?.operationState;
    if (!operation) return skip(`${named} has not been synced yet`);
    const attempts = operation.operation?.sync?.autoHealAttemptsCount ?? 0;
    if (attempts === 0) {
      return pass(`the last sync of ${named} was not by self-heal`, [
        { source, saw: 'the operation counts no attempt of self-heal' },
      ]);
    }
    const when = operation.finishedAt ? ` at ${operation.finishedAt}` : '';
    return warn(
      `self-heal of ${named} undid a change in the cluster${when}`,
      [{ source, saw: `operation.sync.autoHealAttemptsCount is ${attempts}` }],
      {
        severity: 'note',
        affects: ['each fix that is applied by kubectl'],
        fix: { kind: 'manual', text: 'commit the fix to the repository of the Application' },
      },
    );
  },
});
