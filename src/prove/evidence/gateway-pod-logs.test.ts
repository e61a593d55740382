import { describe, expect, it } from 'vitest';
import { clusterView } from '../../../test/support/cluster-view.ts';
import { deployed } from '../../../test/support/deployed.ts';
import { logsOf } from '../../../test/support/logs.ts';
import { pluginLogLoad } from '../checks/plugin/log-load.ts';
import { Answers } from '../engine/define-evidence.ts';
import type { PodLogRef } from '../sources/index.ts';
import type { ClusterView } from '../views/cluster.ts';
import { gatewayPodLogs } from './gateway-pod-logs.ts';

const { config } = deployed();

const NOW = Date.parse('2026-02-20T06:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const pod = (state: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: openclaw-5d9-x
  namespace: openclaw
  creationTimestamp: '2026-02-20T03:00:00Z'
  labels: { app.kubernetes.io/name: openclaw, pod-template-hash: 5d9 }
  ownerReferences: [{ kind: ReplicaSet, name: openclaw-5d9, controller: true }]
spec: { containers: [{ name: gateway, image: a }, { name: config-manager, image: a }] }
status:
  containerStatuses:
    - { name: config-manager, state: { running: {} }, lastState: {} }
    - { name: gateway, ${state} }
`;

const asked = async (state: string, podLog: ClusterView['podLog']) => {
  const { manifests } = deployed({ 'pod.yaml': () => pod(state) });
  const view = clusterView({ ok: true, value: { name: 'lab', objects: [], listed: [], gaps: [] } });
  const refs: PodLogRef[] = [];
  const cluster: ClusterView = {
    ...view,
    podLog: (ref) => {
      refs.push(ref);
      return podLog(ref);
    },
  };
  const clock = { now: () => NOW, sleep: async () => {} };
  const answer = await new Answers({ manifests, config, cluster, clock }).of(gatewayPodLogs);
  return { answer, refs, sources: { manifests, config, cluster, logs: logsOf() } };
};

const line = (text: string, at: number) => ({ source: 'pod', at, text });

describe('gatewayPodLogs', () => {
  it.each([
    ['state: { running: {} }, lastState: {}', [false]],
    ['state: { waiting: {} }, lastState: { terminated: {} }', [true]],
    ['state: { running: {} }, lastState: { terminated: {} }', [true, false]],
    ['state: { waiting: {} }, lastState: {}', []],
    [`state: { running: {} }, lastState: { terminated: { finishedAt: '${ago(59)}' } }`, [true, false]],
    // What a gateway wrote before it has run for an hour is over.
    [`state: { running: {} }, lastState: { terminated: { finishedAt: '${ago(61)}' } }`, [false]],
    [`state: { waiting: {} }, lastState: { terminated: { finishedAt: '${ago(61)}' } }`, [true]],
  ])('reads the runs that have a log: %s', async (state, previous) => {
    const { refs } = await asked(state, () => Promise.resolve({ ok: true, value: { ok: true, lines: [] } }));
    const ref = { namespace: 'openclaw', pod: 'openclaw-5d9-x', container: 'gateway' };
    expect(refs).toEqual(previous.map((each) => ({ ...ref, previous: each })));
  });

  it('has the lines of both runs, oldest first', async () => {
    const { answer } = await asked('state: { running: {} }, lastState: { terminated: {} }', ({ previous }) =>
      Promise.resolve({
        ok: true,
        value: { ok: true, lines: [previous ? line('before', 1) : line('now', 2)] },
      }),
    );
    expect(answer).toMatchObject({ value: { ok: true, lines: [{ text: 'before' }, { text: 'now' }] } });
  });

  it('leaves the checks of logs unknown without the right, which is named', async () => {
    const why = 'the log of pod openclaw/openclaw-5d9-x may not be read: grant get on pods/log';
    const { sources } = await asked('state: { running: {} }, lastState: {}', () =>
      Promise.resolve({ ok: true, value: { ok: false, why } }),
    );
    expect(await pluginLogLoad.runWith(sources)).toMatchObject({ status: 'unknown', message: why });
  });

  it('gives a check of logs the fault that a gateway wrote before it ended', async () => {
    const text =
      "Error: Cannot find module '@opentelemetry/exporter-metrics-otlp-proto' Require stack: - /app/diagnostics-otel/index.js";
    const { sources } = await asked('state: { waiting: {} }, lastState: { terminated: {} }', () =>
      Promise.resolve({
        ok: true,
        value: { ok: true, lines: [line(`[plugins] diagnostics-otel failed to load from /app: ${text}`, 1)] },
      }),
    );
    expect(await pluginLogLoad.runWith(sources)).toMatchObject({ status: 'fail' });
  });
});
