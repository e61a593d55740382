import { nodePod } from './pods.ts';

export const PROMETHEUS_IMAGE = 'quay.io/prometheus/prometheus:v3.5.3';
export const MODEL_PORT = 8080;
export const GATEWAY_TOKEN = 'gateway-token-of-the-test';
export const WEBHOOK_TOKEN = 'webhook-token-of-the-test';

/** What the base expects to be there: its Secret and a volume; Prometheus, and a model server that keeps what reaches it. */
export function besides(namespace: string, volume: string): object[] {
  const metadata = (name: string) => ({ name, namespace });
  const service = (name: string, port: number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name),
    spec: { selector: { app: name }, ports: [{ port, targetPort: port }] },
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `openclaw-state-${namespace}` },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        claimRef: { namespace, name: 'openclaw-state' },
        persistentVolumeReclaimPolicy: 'Retain',
        local: { path: volume },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['lab'] }] },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('openclaw'),
      stringData: {
        OPENCLAW_GATEWAY_TOKEN: GATEWAY_TOKEN,
        OPENCLAW_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
        OPENCLAW_MODEL_BASE_URL: `http://model:${MODEL_PORT}/v1`,
        OPENCLAW_MODEL_API_KEY: 'none',
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('prometheus'),
      data: { 'prometheus.yml': '{}\n' },
    },
    prometheusPod(namespace),
    service('prometheus', 9090),
    modelPod(namespace),
    service('model', MODEL_PORT),
  ];
}

function prometheusPod(namespace: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'prometheus', namespace, labels: { app: 'prometheus' } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_534,
        fsGroup: 65_534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'prometheus',
          image: PROMETHEUS_IMAGE,
          imagePullPolicy: 'IfNotPresent',
          args: [
            '--config.file=/etc/prometheus/prometheus.yml',
            '--storage.tsdb.path=/data',
            '--web.enable-otlp-receiver',
          ],
          readinessProbe: { httpGet: { path: '/-/ready', port: 9090 }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/prometheus' },
            { name: 'data', mountPath: '/data' },
          ],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: 'prometheus' } },
        { name: 'data', emptyDir: {} },
      ],
    },
  };
}

/** Responds to each request, and writes the last message down before: what it has survives its process. */
const MODEL_SCRIPT = `
  const { appendFileSync, existsSync, readFileSync } = require('node:fs');
  require('node:http').createServer((from, to) => {
    let body = '';
    from.on('data', (chunk) => (body += chunk)).on('end', () => {
      if (from.method === 'GET') return to.end(existsSync('/data/texts') ? readFileSync('/data/texts') : '');
      const { messages } = JSON.parse(body);
      const { content } = messages.at(-1);
      const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
      appendFileSync('/data/texts', text + '\\n');
      to.setHeader('content-type', 'application/json');
      to.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 0, model: 'large', choices: [
        { index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } }));
    });
  }).listen(${MODEL_PORT});
`;

function modelPod(namespace: string): object {
  const pod = nodePod({
    name: 'model',
    namespace,
    labels: { app: 'model' },
    script: MODEL_SCRIPT,
    port: MODEL_PORT,
  }) as { spec: { containers: object[]; securityContext: object } };
  const [main] = pod.spec.containers;
  return {
    ...pod,
    spec: {
      ...pod.spec,
      securityContext: { ...pod.spec.securityContext, fsGroup: 65_534 },
      containers: [{ ...main, volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [{ name: 'data', emptyDir: {} }],
    },
  };
}
