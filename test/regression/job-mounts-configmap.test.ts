import { describe, expect, it } from 'vitest';
import { HOW_TO_PROVIDE } from '../../src/cli/check/source-table/index.ts';
import { defaultContract } from '../../src/prove/contract/index.ts';
import { createEnvironment, type Report, runChecks } from '../../src/prove/index.ts';
import { type Changes, deployed } from '../support/deployed.ts';

/** It exports the configuration every night, so that it mounts the gateway's ConfigMap. */
const CRON_JOB: Changes = {
  'export.yaml': () => `apiVersion: batch/v1
kind: CronJob
metadata: { name: export, namespace: openclaw }
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        metadata: { labels: { app.kubernetes.io/name: openclaw } }
        spec:
          restartPolicy: Never
          containers:
            - name: export
              image: busybox
              volumeMounts: [{ name: configmap, mountPath: /etc/openclaw }]
          volumes: [{ name: configmap, configMap: { name: openclaw-config } }]
`,
};

/** What a Job started from it looks like in a live cluster: a pod that the Job controls. */
const JOB_POD: Changes = {
  'export.yaml': () => `apiVersion: v1
kind: Pod
metadata:
  name: export-29001-x7k2p
  namespace: openclaw
  labels: { job-name: export-29001 }
  ownerReferences: [{ apiVersion: batch/v1, kind: Job, name: export-29001, controller: true }]
spec:
  containers: [{ name: export, image: busybox }]
  volumes: [{ name: configmap, configMap: { name: openclaw-config } }]
`,
};

async function checked(changes: Changes): Promise<Report['checks']> {
  const given = deployed(changes);
  const { checks } = await runChecks(
    {
      ...given,
      environment: createEnvironment({ gateway: undefined, file: undefined }),
      contract: defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 }),
    },
    {
      version: '0',
      now: Date.now,
      sleep: async () => undefined,
      static: true,
      contractGiven: false,
      howToProvide: HOW_TO_PROVIDE,
    },
  );
  return checks;
}

const verdicts = (checks: Report['checks']) =>
  checks.map(({ id, status, message }) => ({ id, status, message }));

describe('a batch workload that mounts the ConfigMap of the gateway', () => {
  it.each([
    ['a CronJob', CRON_JOB],
    ['a pod of a Job', JOB_POD],
  ])('changes no result: %s', async (_, changes) => {
    const [without, withJob] = await Promise.all([checked({}), checked(changes)]);
    const passed = without.filter(({ status }) => status === 'pass').map(({ id }) => id);
    // Checks that need the workload of the gateway: its mounts, its environment, its pod.
    expect(passed).toEqual(expect.arrayContaining(['TL109', 'TL304', 'TL403', 'TL411']));
    expect(verdicts(withJob)).toEqual(verdicts(without));
  });
});
