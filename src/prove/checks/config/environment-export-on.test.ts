import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { environmentOf } from '../../../../test/support/gateway.ts';
import { createEnvironment } from '../../views/environment.ts';
import { configEnvironmentExportOn } from './environment-export-on.ts';

const withFrom =
  (kind: string) =>
  (text: string): string =>
    text.replace(
      '          ports:\n            - name: http\n',
      `          envFrom: [{ ${kind}: { name: given } }]\n$&`,
    );

describe('config/environment-export-on', () => {
  it.each([{ OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_METRICS_EXPORTER: 'none' }])('fails on %j', async (set) => {
    const outcome = await configEnvironmentExportOn.runWith({ environment: environmentOf(set) });
    expect(outcome).toMatchObject({ status: 'fail' });
    expect(outcome.message).toContain(Object.keys(set)[0]);
  });

  it('passes where no variable turns the export off', async () => {
    const environment = environmentOf({ OTEL_SDK_DISABLED: 'false', OTEL_METRICS_EXPORTER: 'otlp' });
    expect((await configEnvironmentExportOn.runWith({ environment })).status).toBe('pass');
  });

  it('reads the ConfigMap that envFrom names, and names the Secret that it cannot read', async () => {
    const environment = createEnvironment({ gateway: undefined, file: undefined });
    const unread = deployed({ 'deployment.yaml': withFrom('secretRef') });
    expect(await configEnvironmentExportOn.runWith({ environment, ...unread })).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('Secret given'),
    });
    const held = deployed({
      'deployment.yaml': withFrom('configMapRef'),
      'environment.yaml': () =>
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: given, namespace: openclaw }\ndata: { OTEL_SDK_DISABLED: "true" }\n',
    });
    expect((await configEnvironmentExportOn.runWith({ environment, ...held })).status).toBe('fail');
  });

  it.each([
    ['API_KEY', 'pass', 'no variable turns the metrics off'],
    ['OTEL_SDK_DISABLED', 'unknown', 'OTEL_SDK_DISABLED is set by Secret given, key OTEL_SDK_DISABLED'],
  ])(
    'reads the keys of a Secret among the manifests, and not their values: %s',
    async (key, status, message) => {
      const environment = createEnvironment({ gateway: undefined, file: undefined });
      const held = deployed({
        'deployment.yaml': withFrom('secretRef'),
        'environment.yaml': () =>
          `apiVersion: v1\nkind: Secret\nmetadata: { name: given, namespace: openclaw }\nstringData: { ${key}: "true" }\n`,
      });
      const outcome = await configEnvironmentExportOn.runWith({ environment, ...held });
      expect(outcome).toMatchObject({ status, message: expect.stringContaining(message) });
    },
  );
});
