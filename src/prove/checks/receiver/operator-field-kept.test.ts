import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../../test/support/deployed.ts';
import { receiverOperatorFieldKept } from './operator-field-kept.ts';

const definition = (fields: string): Changes => ({
  'crd.yaml': () => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: prometheuses.monitoring.coreos.com }
spec:
  versions:
    - name: v1
      schema: { openAPIV3Schema: { properties: { spec: { properties: { ${fields} } } } } }
`,
});

describe('receiver/operator-field-kept', () => {
  it('passes where the definition knows the field', async () => {
    const sources = deployed(definition('version: {}, enableOTLPReceiver: { type: boolean }'));
    expect((await receiverOperatorFieldKept.runWith(sources)).status).toBe('pass');
  });

  it('fails where the definition does not know the field, and names what to upgrade', async () => {
    const outcome = await receiverOperatorFieldKept.runWith(deployed(definition('version: {}')));
    expect(outcome).toMatchObject({ status: 'fail', location: { line: 10 } });
    expect(outcome.fix?.text).toContain('prometheuses.monitoring.coreos.com');
  });

  it('fails where kubectl applied the field and the live object has lost it', async () => {
    const annotation = `kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"enableOTLPReceiver":true}}'`;
    const pruned = (text: string): string =>
      text
        .replace(/ {2}#.*\n.*enableOTLPReceiver.*\n/, '')
        .replace('  name: k8s\n', `  name: k8s\n  annotations:\n    ${annotation}\n`);
    const changes = { ...definition('version: {}'), 'monitoring/prometheus.yaml': pruned };
    expect((await receiverOperatorFieldKept.runWith(deployed(changes))).status).toBe('fail');
  });

  it('is unknown without the definition, and skipped where no object has the field', async () => {
    expect((await receiverOperatorFieldKept.runWith(deployed())).status).toBe('unknown');
    const silent = (text: string): string => text.replace('enableOTLPReceiver: true', 'replicas: 1');
    expect(
      (await receiverOperatorFieldKept.runWith(deployed({ 'monitoring/prometheus.yaml': silent }))).status,
    ).toBe('skip');
  });

  it('is unknown where the manifests hold no Prometheus object', async () => {
    const none = {
      'monitoring/prometheus.yaml': () => 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n',
    };
    expect((await receiverOperatorFieldKept.runWith(deployed(none))).status).toBe('unknown');
  });
});
