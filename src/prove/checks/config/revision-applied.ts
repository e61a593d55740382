import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import type { ArgoApplication } from '../../sources/index.ts';
import { argoApplication, isSyncing } from '../../evidence/argo-application.ts';

/** The revision that Argo CD has applied is the one that was asked for. */
export const configRevisionApplied = defineCheck({
  id: 'TL144',
  link: 'config',
  title: 'Revision that was asked for is applied',
  proves:
    'the last sync of the Application, or the one under way, is to the revision of --revision, or the objects in the ' +
    'cluster are as in that revision',
  explain:
    'A pipeline that pushes a commit and then checks may be faster than Argo CD, which looks for commits every three ' +
    'minutes unless a webhook calls it: the check would judge the commit before. A commit that changes no object starts no ' +
    'sync: then it counts that Argo CD compared the objects with it and says Synced. After a dry run nothing ' +
    'is known. The revision may be a part of the SHA, of at least seven characters.',
  severity: 'error',
  modes: [3],
  needs: ['revision', argoApplication],
  run: ({ revision, argoApplication: { named, source, application } }) => {
    const operation = application.status?.operationState;
    const { revision: one, revisions = [] } = operation?.syncResult ?? {};
    const asked = operation?.operation?.sync?.revision;
    const applied = [one, asked, ...revisions].flatMap((each) => each || []);
    // A dry run applies nothing, and leaves no trace of the sync before it.
    const isDryRun = operation?.operation?.sync?.dryRun === true;
    const isAsked = !isDryRun && applied.some((each) => isSame(each, revision));
    const { status, revision: compared, revisions: others = [] } = application.status?.sync ?? {};
    const isAsThere =
      status === 'Synced' && [compared, ...others].some((each) => each && isSame(each, revision));
    // A sync changes the objects: what was compared before it ended may no longer hold.
    if (isAsThere && !isAsked && !isSyncing(application)) {
      const saw = `sync status Synced with ${compared || others.join(', ')}`;
      return isComparedSince(application, operation?.finishedAt)
        ? pass(`${named} is Synced with ${revision}`, [{ source, saw }])
        : unknown(`${named} has not been compared with git since its last sync: repeat the check`, [
            { source, saw },
          ]);
    }
    if (isDryRun) {
      const saw = `a dry run to ${applied[0] ?? 'no revision'}`;
      return unknown(`the last operation of ${named} was a dry run: what is applied is not known`, [
        { source, saw },
      ]);
    }
    if (applied.length === 0) return unknown(`${named} names no revision that was applied`);
    const isUnderWay = isSyncing(application);
    const evidence = [
      { source, saw: `${isUnderWay ? 'a sync is under way' : 'last sync'} to ${applied[0]}` },
    ] as const;
    if (operation?.phase !== 'Succeeded' && !isUnderWay) {
      return unknown(`the last sync of ${named} ended as ${operation?.phase}`, evidence);
    }
    if (isAsked) {
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

/** Where the times are not known, it counts as compared: Argo CD compares after each sync that succeeds. */
function isComparedSince({ status }: ArgoApplication, finishedAt: string | undefined): boolean {
  return !(Date.parse(status?.reconciledAt ?? '') < Date.parse(finishedAt ?? ''));
}

const SHORTEST = 7;

/** A commit may be given by the beginning of its SHA. */
function isSame(applied: string, asked: string): boolean {
  return applied === asked || (asked.length >= SHORTEST && applied.startsWith(asked.toLowerCase()));
}
