import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../../../test/support/written.ts';
import { configOperatorSettings } from './operator-settings.ts';

const judged = (text: string) => configOperatorSettings.runWith({ manifests: manifestsOf(text) });

const instance = (spec: string): string =>
  `apiVersion: openclaw.rocks/v1alpha1\nkind: OpenClawInstance\nmetadata: { name: desk }\nspec:\n${spec}`;

describe('config/operator-settings', () => {
  it('fails where the operator is left to add half of the settings, and the patch adds all', async () => {
    const outcome = await judged(instance('  config:\n    raw:\n      agents: {}\n'));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.fix?.diff).toMatch(/^\+.*otel/m);
    expect(outcome.fix?.diff).toMatch(/^\+.*enabled: true/m);
  });

  it('fails where diagnostics.otel keeps the operator out and does not turn the export on', async () => {
    const otel = '  config:\n    raw:\n      diagnostics:\n        otel:\n          serviceName: desk\n';
    expect(await judged(instance(otel))).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('without enabled: true'),
    });
  });

  it('fails on an instance without a configuration, as metrics are on by default', async () => {
    expect(await judged(instance('  image: {}\n'))).toMatchObject({
      status: 'fail',
      fix: { kind: 'manual' },
    });
  });

  it('passes where the export is on, in the resource or in the ConfigMap that it names', async () => {
    const raw = '  config:\n    raw:\n      diagnostics: { otel: { enabled: true } }\n';
    expect((await judged(instance(raw))).status).toBe('pass');
    const map =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: desk-extra }\ndata:\n  openclaw.json: |\n    { "diagnostics": { "otel": { "enabled": true } } }\n---\n';
    const reference = '  config:\n    configMapRef: { name: desk-extra }\n';
    expect((await judged(map + instance(reference))).status).toBe('pass');
    expect((await judged(instance(reference))).status).toBe('unknown');
  });

  it('is skipped where metrics are off, and for a Claw that does not ask for them', async () => {
    expect((await judged(instance('  observability: { metrics: { enabled: false } }\n'))).status).toBe(
      'skip',
    );
    const claw = (metrics: string): string =>
      `apiVersion: claw.sandbox.redhat.com/v1alpha1\nkind: Claw\nmetadata: { name: desk }\nspec:\n  metrics: ${metrics}\n`;
    expect((await judged(claw('{}'))).status).toBe('skip');
    expect((await judged(claw('{ enabled: true }'))).status).toBe('fail');
  });
});
