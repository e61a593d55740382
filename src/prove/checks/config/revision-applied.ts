import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { argoApplication, isSyncing } from '../../evidence/argo-application.ts';

/** The revision that Argo CD has applied is the one that was asked for. */
export const configRevisionApplied = defineCheck({
  id: 'TL144',
  link: 'config',
  title: 'Revision that was asked for is applied',
  proves: 'the last sync of the Application, or the one under way, is to the revision of --revision',
  explain:
    'A pipeline that pushes a commit and then checks may be faster than Argo CD, which looks for commits every three ' +
    'minutes unless a webhook calls it: the check would judge the commit before. The revision may be a part of the SHA, ' +
    'of at least seven characters.',
  severity: 'error',
  modes: [3],
  needs: ['revision', argoApplication],
  run: ({ revision, argoApplication: { named, source, application } }) => {
    const operation = application.status?.operationState;
    const { revision: one, revisions = [] } = operation?.syncResult ?? {};
    const asked = operation?.operation?.sync?.revision;
    const applied = [one, asked, ...revisions].flatMap((each) => each || []);
    if (applied.length === 0) return unknown(`${named} names no revision that was applied`);
    const isUnderWay = isSyncing(application);
    const evidence = [
      { source, saw: `${isUnderWay ? 'a sync is under way' : 'last sync'} to ${applied[0]}` },
    ] as const;
    if (operation?.phase !== 'Succeeded' && !isUnderWay) {
      return unknown(`the last sync of ${named} ended as ${operation?.phase}`, evidence);
    }
    if (applied.some((each) => isSame(each, revision))) {
      return pass(`${named} ${isUnderWay ? 'is being synced' : 'was synced'} to ${revision}`, evidence);
    }
    return fail(`${named} was synced to ${applied[0]}, not to ${revision}`, evidence, {
      affects: ['what is committed and not applied'],
      fix: {
        kind: 'manual',
        text: `wait until Argo CD has seen the commit, or sync to it: argocd app sync --revision ${revision}`,
      },
    });
  },
});

const SHORTEST = 7;

/** A commit may be given by the beginning of its SHA. */
function isSame(applied: string, asked: string): boolean {
  return applied === asked || (asked.length >= SHORTEST && applied.startsWith(asked.toLowerCase()));
}
