import { nodePod } from './pods.ts';

export const PROMETHEUS_IMAGE = 'quay.io/prometheus/prometheus:v3.5.3';
export const MODEL_PORT = 8080;
export const GATEWAY_TOKEN = 'gateway-token-of-the-test';
export const WEBHOOK_TOKEN = 'webhook-token-of-the-test';

/** What the base expects to be there: its Secret; Prometheus, and a model server that keeps what reaches it. */
export function besides(namespace: string): object[] {
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
      kind: 'Secret',
      metadata: metadata('openclaw'),
      stringData: {
        OPENCLAW_GATEWAY_TOKEN: GATEWAY_TOKEN,
        OPENCLAW_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
        OPENCLAW_MODEL_BASE_URL: `http://model:${MODEL_PORT}/v1`,
        OPENCLAW_MODEL_API_KEY: 'none',
      },
    },
    ...plainPrometheus(namespace, { app: 'prometheus' }),
    service('prometheus', 9090),
    modelPod(namespace),
    service('model', MODEL_PORT),
  ];
}

/** A Prometheus without an operator, with its receiver on: the pod `prometheus` and its configuration. */
export function plainPrometheus(namespace: string, labels: Readonly<Record<string, string>>): object[] {
  const configuration = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'prometheus', namespace },
    data: { 'prometheus.yml': '{}\n' },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'prometheus', namespace, labels },
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
          ports: [{ name: 'web', containerPort: 9090 }],
          readinessProbe: { httpGet: { path: '/-/ready', port: 'web' }, periodSeconds: 1 },
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
  return [configuration, pod];
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
