import { describe, expect, it } from 'vitest';
import { SUCCEEDED, SYNCED } from '../../../../test/support/argo-status.ts';
import { deployed, type Deployed } from '../../../../test/support/deployed.ts';
import { trackedGateway } from '../../../../test/support/tracked-gateway.ts';
import { configEditSeen } from './edit-seen.ts';

const status = { ...SYNCED, operationState: SUCCEEDED };
const data = { 'openclaw.json': '{ "diagnostics": { "otel": {} } }', 'motd.txt': 'hello' };
const written = (manager: string, ...keys: readonly string[]) => ({
  manager,
  operation: 'Update',
  fieldsV1: { 'f:data': { '.': {}, ...Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) } },
});
const ignoring = (
  entry: object,
  more: Omit<Parameters<typeof trackedGateway>[1] & object, 'spec'> = { data },
  given: Partial<Deployed> = {},
) =>
  configEditSeen.runWith({
    ...trackedGateway(status, { spec: { ignoreDifferences: [{ kind: 'ConfigMap', ...entry }] }, ...more }),
    ...given,
  });

describe('config/edit-seen', () => {
  it.each([
    ['/data', 'fail'],
    ['/data/openclaw.json', 'fail'],
    ['/data/motd.txt', 'pass'],
    ['/data/openclaw.json.bak', 'pass'],
    ['/binaryData', 'pass'],
    ['/metadata/labels', 'pass'],
  ])('reads the key of the JSON pointer %s: %s', async (pointer, expected) => {
    expect((await ignoring({ jsonPointers: [pointer] })).status).toBe(expected);
  });

  it('decodes a JSON pointer', async () => {
    const more = { data: { 'a~b.json': data['openclaw.json'] } };
    expect((await ignoring({ jsonPointers: ['/data/a~0b.json'] }, more)).status).toBe('fail');
  });

  it.each([
    ['.data', 'fail'],
    ['.["data"]', 'fail'],
    ['.data["openclaw.json"]', 'fail'],
    ['.data."openclaw.json"?', 'fail'],
    ['.data["motd.txt"], .data["openclaw.json"]', 'fail'],
    ['.data | with_entries(select(.key != "motd.txt"))', 'fail'],
    ['.data[]', 'fail'],
    ['.data["motd.txt"]', 'pass'],
    ['.data.motd', 'pass'],
    ['.data.openclaw.json', 'pass'],
    ['.binaryData', 'pass'],
    ['.database', 'pass'],
  ])('reads the key of the jq expression %s: %s', async (path, expected) => {
    expect((await ignoring({ jqPathExpressions: [path] })).status).toBe(expected);
  });

  it('takes each key as that of the configuration where its text is not recognised', async () => {
    const more = { data: { 'settings.json': '{}', 'motd.txt': 'hello' } };
    expect((await ignoring({ jsonPointers: ['/data/settings.json'] }, more)).status).toBe('fail');
  });

  it.each([
    ['/data/openclaw.json', 'fail'],
    ['/data/other.json', 'pass'],
  ])('takes the key of the configuration that was given: %s is %s', async (pointer, expected) => {
    const { config } = deployed();
    const more = { data: { 'openclaw.json': '{}', 'other.json': '{}' } };
    expect((await ignoring({ jsonPointers: [pointer] }, more, { config })).status).toBe(expected);
  });

  it('names only what covers the configuration', async () => {
    const outcome = await ignoring({ jsonPointers: ['/metadata/labels', '/data/motd.txt', '/data'] });
    expect(outcome.message).toBe(
      'Application argocd/openclaw ignores differences in ConfigMap openclaw/openclaw-config: /data',
    );
  });

  it.each([
    ['wrote the configuration', 'kubectl-edit', 'fail'],
    ['wrote another key', 'motd-operator', 'pass'],
    ['wrote nothing', 'kube-controller-manager', 'pass'],
  ])('judges a manager of fields that %s: %s is %s', async (_, manager, expected) => {
    const managedFields = [
      written('argocd-controller', 'openclaw.json', 'motd.txt'),
      written('kubectl-edit', 'openclaw.json'),
      written('motd-operator', 'motd.txt'),
    ];
    const outcome = await ignoring({ managedFieldsManagers: [manager] }, { data, managedFields });
    expect(outcome.status).toBe(expected);
    if (expected === 'fail') expect(outcome.message).toContain('managedFieldsManagers kubectl-edit');
  });

  it('is unknown where managers are ignored and the managed fields are not known', async () => {
    expect(await ignoring({ managedFieldsManagers: ['kubectl-edit'] })).toMatchObject({ status: 'unknown' });
  });
});
