import { describe, expect, it } from 'vitest';
import { clusterView } from '../../../test/support/cluster-view.ts';
import { configReferencedKeys } from '../checks/config/referenced-keys.ts';
import { afterSync, type ManifestObject } from '../sources/index.ts';
import { readObjects } from '../sources/manifests/documents.ts';
import type { ClusterView } from '../views/cluster.ts';

const template = (env: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: openclaw }
spec: { template: { metadata: {}, spec: { containers: [{ name: gateway, env: [${env}] }] } } }
`;
const LEVEL = '{ name: LEVEL, valueFrom: { configMapKeyRef: { name: levels, key: level } } }';
const TOKEN = '{ name: TOKEN, valueFrom: { secretKeyRef: { name: tokens, key: token } } }';
const map = (data: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: levels, namespace: openclaw }
data: ${data}
`;

/** A live cluster that lists all its ConfigMaps, before the sync of a PodTemplate, or of what files hold. */
function before(
  env: string,
  live: string,
  {
    ofPodTemplate = true,
    secret,
  }: { ofPodTemplate?: boolean; secret?: { keys: string[]; managed?: boolean } } = {},
) {
  const objects = readObjects('live', live).objects.map((object) => ({ ...object, live: true }));
  const desired = readObjects('desired', template(env)).objects.map((object): ManifestObject => ({
    ...object,
    ...(ofPodTemplate ? { live: true, ofPodTemplate } : {}),
  }));
  const reading = { name: 'lab', objects, listed: ['ConfigMap'], gaps: [] };
  const cluster = {
    ...clusterView({ ok: true, value: reading }),
    secretKeys: (): ReturnType<ClusterView['secretKeys']> =>
      Promise.resolve({ ok: true, value: secret ? { state: 'known', ...secret } : { state: 'absent' } }),
  };
  return configReferencedKeys.runWith({ cluster, manifests: afterSync(reading, undefined, desired) });
}

describe('before the sync of a PodTemplate', () => {
  it.each([
    [LEVEL, '', {}, 'ConfigMap levels are not known: it does not exist yet, and the same sync may create it'],
    [
      LEVEL,
      map('{ other: a }'),
      {},
      'ConfigMap levels are not known: it has no key level yet, and the same sync may add it',
    ],
    [TOKEN, '', {}, 'Secret tokens are not known: it does not exist yet, and the same sync may create it'],
    [
      TOKEN,
      '',
      { secret: { keys: ['tokn'], managed: true } },
      'Secret tokens are not known: it has no key token yet, and the same sync may add it',
    ],
  ])('what the same sync may bring is not known: %s with %j and %j', async (env, live, given, message) => {
    expect(await before(env, live, given)).toMatchObject({
      status: 'unknown',
      message: `the keys of ${message}`,
    });
  });

  it('a Secret fails that no sync changes and that lacks the key', async () => {
    expect(await before(TOKEN, '', { secret: { keys: ['tokn'] } })).toMatchObject({
      status: 'fail',
      message: 'variable TOKEN is taken from key token of Secret tokens, which has no such key',
    });
  });

  it.each([
    [LEVEL, map('{ level: a }'), {}],
    [TOKEN, '', { secret: { keys: ['token'], managed: true } }],
  ])('what is there passes: %s with %j and %j', async (env, live, given) => {
    expect(await before(env, live, given)).toMatchObject({ status: 'pass' });
  });
});

describe('before the sync of files, which hold all that is about to be applied', () => {
  it.each([
    [LEVEL, '', {}, 'key level of ConfigMap levels, which does not exist'],
    [LEVEL, map('{ other: a }'), {}, 'key level of ConfigMap levels, which has no such key'],
    [TOKEN, '', {}, 'key token of Secret tokens, which does not exist'],
    [TOKEN, '', { secret: { keys: [], managed: true } }, 'key token of Secret tokens, which has no such key'],
  ])('what is missing fails: %s with %j and %j', async (env, live, given, message) => {
    const outcome = await before(env, live, { ...given, ofPodTemplate: false });
    expect(outcome.status).toBe('fail');
    expect(outcome.message).toContain(message);
  });
});
