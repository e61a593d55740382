import { describe, expect, it } from 'vitest';
import { deployed, type Changes } from '../../../../test/support/deployed.ts';
import { clusterView } from '../../../../test/support/cluster-view.ts';
import { environmentOf, exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { createEnvironment } from '../../views/environment.ts';
import { networkEgressPolicies } from '../network/egress-policies.ts';
import { configReferencedKeys } from './referenced-keys.ts';
import { configSignalEndpoint } from './signal-endpoint.ts';

const METRICS = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT';
const RIGHT = 'http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp/v1/metrics';
const { config } = deployed();

/** `deploy/` with another image and variables of the pod, and nothing that is not read. */
const pod = (image: string, env: string, more = ''): Changes => ({
  'deployment.yaml': (text) =>
    text
      .replaceAll('throughline:0.1.0', image)
      .replace(/ +# Each key by itself.*\n(?: +- name: OPENCLAW_\w+\n(?: {14}.*\n)+)+/, '')
      .replace('            - name: POD_NAME\n', `            - ${env}\n            - name: POD_NAME\n`),
  ...(more === '' ? {} : { 'more.yaml': () => more }),
});

const environment = createEnvironment({ gateway: undefined, file: undefined });

describe('config/signal-endpoint', () => {
  it.each([
    ['registry.example/openclaw:2026.9.3', 'fail'],
    ['registry.example/openclaw:2026.4.25', 'fail'],
    ['registry.example/openclaw:2026.4.24', 'pass'],
    ['registry.example/openclaw:latest', 'warn'],
    ['throughline:0.2.0', 'pass'],
  ])('of a pod with the image %s and another URL in the variable: %s', async (image, status) => {
    const given = deployed(pod(image, `{ name: ${METRICS}, value: "http://traces.example:4318" }`));
    expect((await configSignalEndpoint.runWith({ ...given, environment })).status).toBe(status);
  });

  it('says where the metrics go, and leaves the way to the endpoint of the configuration unjudged', async () => {
    const image = 'registry.example/openclaw:2026.9.3';
    const given = {
      ...deployed(pod(image, `{ name: ${METRICS}, value: "http://traces.example:4318" }`)),
      environment,
    };
    const { message } = await configSignalEndpoint.runWith(given);
    expect(message).toContain('by http://traces.example:4318/, which is used as it is');
    const egress = await networkEgressPolicies.runWith(given);
    expect(egress).toMatchObject({
      status: 'unknown',
      message: `${METRICS} replaces the endpoint of the configuration by http://traces.example:4318/`,
    });
  });

  it.each([
    ['the variable names the same URL', { [METRICS]: RIGHT }],
    ['only the shared variable is set', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://traces.example:4318' }],
    ['the variable is empty', { [METRICS]: '' }],
  ])('passes where %s', async (_, variables) => {
    const given = { config, environment: environmentOf(variables) };
    expect((await configSignalEndpoint.runWith(given)).status).toBe('pass');
  });

  it('passes where the running exporter does not use the variable', async () => {
    const gateway = gatewayOf({ exporter: { ...exporting, endpoint: RIGHT } });
    const given = {
      config,
      gateway,
      environment: environmentOf({ [METRICS]: 'http://traces.example:4318' }),
    };
    expect((await configSignalEndpoint.runWith(given)).status).toBe('pass');
  });
});

describe('config/referenced-keys', () => {
  const secret = (kind: string, fields: string): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: { name: tokens, namespace: openclaw }\n${fields}\n`;
  const reference = '{ name: TOKEN, valueFrom: { secretKeyRef: { name: tokens, key: token } } }';

  it.each([
    ['fail', secret('Secret', 'stringData: { tokn: a }')],
    ['pass', secret('Secret', 'data: { token: YQ== }')],
    ['fail', secret('SealedSecret', 'spec: { encryptedData: { tokn: a } }')],
    ['pass', secret('SealedSecret', 'spec: { encryptedData: { token: a } }')],
    ['fail', secret('ExternalSecret', 'spec: { data: [{ secretKey: tokn }] }')],
    ['unknown', secret('ExternalSecret', 'spec: { dataFrom: [{ extract: { key: a } }] }')],
    ['unknown', ''],
  ])('is %s with %j', async (status, more) => {
    const given = deployed(pod('throughline:0.1.1', reference, more));
    expect((await configReferencedKeys.runWith(given)).status).toBe(status);
  });

  it('passes where a reference to a missing key is optional', async () => {
    const optional = reference.replace('key: token', 'key: token, optional: true');
    const given = deployed(pod('throughline:0.1.1', optional, secret('Secret', 'data: {}')));
    expect((await configReferencedKeys.runWith(given)).status).toBe('pass');
  });

  const live = (keys?: readonly string[], listed: readonly string[] = []) =>
    clusterView(
      { ok: true, value: { name: 'lab', objects: [], listed, gaps: [] } },
      keys && { 'openclaw/tokens': keys },
    );

  it.each([
    ['pass', ['token', 'other'], 'what the pod takes from Secrets and ConfigMaps exists'],
    ['fail', ['tokn'], 'variable TOKEN is taken from key token of Secret tokens, which has no such key'],
    ['fail', undefined, 'variable TOKEN is taken from key token of Secret tokens, which does not exist'],
  ])('is %s with the keys of the Secret in the live cluster: %j', async (status, keys, message) => {
    const given = { ...deployed(pod('throughline:0.1.1', reference)), cluster: live(keys) };
    const outcome = await configReferencedKeys.runWith(given);
    expect(outcome).toMatchObject({ status });
    expect(outcome.message).toContain(message);
  });

  it('is unknown where an ExternalSecret is to make the Secret that does not exist yet', async () => {
    const maker = secret('ExternalSecret', 'spec: { dataFrom: [{ extract: { key: a } }], target: {} }');
    const given = { ...deployed(pod('throughline:0.1.1', reference, maker)), cluster: live() };
    expect(await configReferencedKeys.runWith(given)).toMatchObject({
      status: 'unknown',
      message:
        'the keys of Secret tokens are not known: ExternalSecret tokens makes it, and it does not exist yet',
    });
  });

  it('names the right that is missing for the Secret', async () => {
    const why = 'may not get it: grant get on secrets/tokens in the namespace openclaw';
    const secretKeys = () => Promise.resolve({ ok: true, value: { state: 'unknown', why } } as const);
    const given = {
      ...deployed(pod('throughline:0.1.1', reference)),
      cluster: { ...live(), secretKeys },
    };
    expect(await configReferencedKeys.runWith(given)).toMatchObject({
      status: 'unknown',
      message: `the keys of Secret tokens are not known: ${why}`,
    });
  });

  it.each([
    ['fail', ['ConfigMap']],
    ['unknown', []],
  ])('is %s for a ConfigMap that is not there, where the cluster lists %j', async (status, listed) => {
    const map = '{ name: LEVEL, valueFrom: { configMapKeyRef: { name: levels, key: a } } }';
    const given = { ...deployed(pod('throughline:0.1.1', map)), cluster: live(undefined, listed) };
    expect((await configReferencedKeys.runWith(given)).status).toBe(status);
  });

  it.each([
    ['fail', ['monitoring', 'openclaw']],
    ['unknown', ['monitoring']],
  ])(
    'is %s for a ConfigMap that is not there, where the cluster is read in %j',
    async (status, namespaces) => {
      const map = '{ name: LEVEL, valueFrom: { configMapKeyRef: { name: levels, key: a } } }';
      const within = new Map([['ConfigMap', namespaces]]);
      const value = { name: 'lab', objects: [], listed: ['ConfigMap'], within, gaps: [] };
      const given = { ...deployed(pod('throughline:0.1.1', map)), cluster: clusterView({ ok: true, value }) };
      expect((await configReferencedKeys.runWith(given)).status).toBe(status);
    },
  );
});
