import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { argoApplication, isSyncing } from '../../evidence/argo-application.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';

const MOST_NAMED = 5;

/** Argo CD finds the objects in the cluster as they are in git. */
export const configSyncComplete = defineCheck({
  id: 'TL140',
  link: 'config',
  title: 'Argo CD has synced what is in git',
  proves: "the Application that applies the gateway's objects is Synced",
  explain:
    'An Application that is OutOfSync has objects in the cluster that differ from those in git: what was committed is not ' +
    'what runs, or somebody changed it in the cluster. The message names the objects; where neither the ConfigMap of the configuration nor the workload of the gateway is among them it is a note. While a sync is under way nothing ' +
    "is judged. The Application is found by the tracking annotation of the gateway's objects.",
  severity: 'warning',
  modes: [3],
  needs: [argoApplication],
  uses: [gatewayWorkload],
  run: ({ argoApplication: { named, source, application, configMap }, gatewayWorkload: workload }) => {
    const { sync, resources = [], conditions = [] } = application.status ?? {};
    if (isSyncing(application)) return skip(`a sync of ${named} is under way`);
    const revision = sync?.revision ?? '';
    if (sync?.status === 'Synced') {
      return pass(`${named} is synced`, [{ source, saw: `Synced to ${revision || 'its revisions'}` }]);
    }
    const error = conditions.find(({ type }) => type.endsWith('Error'));
    if (sync?.status !== 'OutOfSync') {
      const why = error ? `: ${error.type}: ${error.message ?? ''}` : '';
      return unknown(`Argo CD does not know whether ${named} is synced${why}`, [
        { source, saw: `sync status ${sync?.status ?? 'none'}` },
      ]);
    }
    const differing = resources.filter(({ status }) => status === 'OutOfSync');
    const isOwn = differing.some(
      ({ kind, name, namespace }) =>
        // The state of an Application names the namespace of each object that is in one.
        namespace === workload?.pod.namespace &&
        ((kind === 'ConfigMap' && name === configMap?.name) ||
          (kind === workload?.object.kind && name === workload.object.name)),
    );
    const names = differing.slice(0, MOST_NAMED).map(({ kind, name }) => `${kind} ${name}`);
    const more = differing.length > names.length ? ` and ${differing.length - names.length} more` : '';
    const { automated } = application.spec.syncPolicy ?? {};
    const isAutomated = automated !== undefined && automated.enabled !== false;
    const saw = isAutomated
      ? `syncPolicy.automated is set, selfHeal is ${automated.selfHeal === true}`
      : 'syncPolicy.automated is not set';
    const message = `${named} is OutOfSync${names.length > 0 ? `: ${names.join(', ')}${more}` : ''}`;
    const evidence = [
      { source, saw: `OutOfSync with ${revision || 'its revisions'}` },
      { source, saw },
      ...(error ? [{ source, saw: `${error.type}: ${error.message ?? ''}` }] : []),
    ];
    const affects = ['what is in git: the cluster has something else'];
    const text =
      isAutomated && automated.selfHeal !== true
        ? 'sync the Application (argocd app sync), or set syncPolicy.automated.selfHeal so that Argo CD undoes edits in the cluster'
        : 'sync the Application (argocd app sync), and read its conditions where it does not sync';
    const fix = { kind: 'manual', text } as const;
    return isOwn
      ? fail(message, evidence, { severity: 'warning', affects, fix })
      : warn(message, evidence, { severity: 'note', affects, fix });
  },
});
