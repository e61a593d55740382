/*
 * The status of an Application as the controller of Argo CD 3.2 writes it, by the types of its module.
 */
export const REVISION = '2f1b3a0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f40';
export const REPO = 'https://git.example/openclaw.git';

export const AUTOMATED = { automated: { prune: true, selfHeal: true } };
export const SYNCED = {
  sync: {
    status: 'Synced',
    revision: REVISION,
    comparedTo: { source: { repoURL: REPO, path: '.' }, destination: {} },
  },
  health: { status: 'Healthy' },
  resources: [
    { version: 'v1', kind: 'ConfigMap', namespace: 'openclaw', name: 'openclaw-config', status: 'Synced' },
  ],
};
export const SUCCEEDED = {
  phase: 'Succeeded',
  message: 'successfully synced (all tasks run)',
  startedAt: '2026-02-20T03:00:00Z',
  finishedAt: '2026-02-20T03:00:09Z',
  operation: { sync: { revision: REVISION }, initiatedBy: { automated: true } },
  syncResult: { revision: REVISION, source: { repoURL: REPO, path: '.' }, resources: [] },
};
export const HOOK_LINE = 'broken: 0 of 18 metrics arrived; TL203, link plugin: diagnostics-otel is off';
export const FAILED = {
  ...SUCCEEDED,
  phase: 'Failed',
  message: 'one or more synchronization tasks completed unsuccessfully',
  syncResult: {
    ...SUCCEEDED.syncResult,
    resources: [
      {
        group: '',
        version: 'v1',
        kind: 'Pod',
        namespace: 'openclaw',
        name: 'throughline-after-sync',
        message: HOOK_LINE,
        hookType: 'PostSync',
        hookPhase: 'Failed',
        syncPhase: 'PostSync',
      },
    ],
  },
};
