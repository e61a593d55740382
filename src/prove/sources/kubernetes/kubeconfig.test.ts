import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { execCredentials } from './exec-credential.ts';
import { inClusterAccess, readKubeconfig } from './kubeconfig.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-kubeconfig-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function kubeconfig(user: object, cluster: object = {}, more: object = {}): string {
  const file = join(folder, 'config');
  const content = {
    'current-context': 'b',
    contexts: [
      { name: 'a', context: { cluster: 'other', user: 'u' } },
      { name: 'b', context: { cluster: 'c', user: 'u' } },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    ...more,
  };
  writeFileSync(file, stringify(content));
  return file;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a kubeconfig', () => {
  it('has the server and the credentials of its current context', () => {
    const file = kubeconfig(
      { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') },
      { 'certificate-authority-data': base64('CA'), 'tls-server-name': 'kubernetes' },
    );
    expect(readKubeconfig(file)).toMatchObject({
      name: 'b',
      server: 'https://10.0.0.1:6443',
      credentials: {
        tls: { ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'kubernetes', rejectUnauthorized: true },
      },
    });
  });

  it('resolves files relative to its folder', () => {
    writeFileSync(join(folder, 'ca.pem'), 'CA');
    writeFileSync(join(folder, 'token'), 'secret\n');
    const file = kubeconfig({ tokenFile: 'token' }, { 'certificate-authority': 'ca.pem' });
    expect(readKubeconfig(file).credentials).toMatchObject({ bearer: 'secret', tls: { ca: 'CA' } });
  });

  it.each([
    ['has no current context', { 'current-context': 'z' }, /has no current context; choose one: kubectl/],
    ['names a cluster that is not in it', { clusters: [] }, /names no cluster that is in it/],
    ['has another shape', { clusters: [{ name: 'c', cluster: {} }] }, /is not a kubeconfig: clusters\.0/],
  ])('cannot be used where it %s', (_, more, message) => {
    expect(() => readKubeconfig(kubeconfig({}, {}, more))).toThrow(message);
  });
});

describe('a command that gives credentials', () => {
  const exec = (script: string) => ({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    env: [{ name: 'CLOUD', value: 'x' }],
    installHint: 'install the cloud',
  });

  it('gets the cluster in its environment, and its token is used', async () => {
    const script = `console.log(JSON.stringify({ status: { token: process.env.CLOUD + JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind } }))`;
    expect((await execCredentials(exec(script), process.env, 5_000)).bearer).toBe('xExecCredential');
  });

  it('has its installation hint in the error where it fails', async () => {
    await expect(execCredentials(exec('process.exit(3)'), process.env, 5_000)).rejects.toThrow(
      /failed \(3\); install the cloud$/,
    );
  });
});

describe('inside a cluster', () => {
  it("uses the pod's service account", () => {
    writeFileSync(join(folder, 'token'), 'secret');
    writeFileSync(join(folder, 'ca.crt'), 'CA');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
    expect(inClusterAccess(env, folder)).toEqual({
      name: 'in-cluster',
      server: 'https://[fd00::1]:6443',
      credentials: { bearer: 'secret', tls: { ca: 'CA' } },
    });
  });

  it('names what to set where the pod has no token, and what to give outside a cluster', () => {
    expect(() => inClusterAccess({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, folder)).toThrow(
      'automountServiceAccountToken: true',
    );
    expect(() => inClusterAccess({}, folder)).toThrow('--kubeconfig');
  });
});
