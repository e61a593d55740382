import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instanceId, keepInstanceId } from './identity.ts';

const facts = { configured: undefined, env: {}, hostname: 'laptop', port: 18_789, stateDir: '/state/a' };

describe('service.instance.id', () => {
  it('is the configured value', () => {
    expect(instanceId({ ...facts, configured: 'eu-1' })).toBe('eu-1');
  });

  it('is the pod with the port, which a restart of the container keeps and another replica does not share', () => {
    const env = { POD_NAME: 'openclaw-0', HOSTNAME: 'node-7' };
    expect(instanceId({ ...facts, env })).toBe('openclaw-0:18789');
    expect(instanceId({ ...facts, env: { HOSTNAME: 'openclaw-5c9d-x2x4v' } })).toBe(
      'openclaw-5c9d-x2x4v:18789',
    );
  });

  it('is the machine with the port outside of Kubernetes', () => {
    expect(instanceId(facts)).toBe('laptop:18789');
  });

  it('depends on the state folder when the port is 0', () => {
    const one = instanceId({ ...facts, port: 0 });
    expect(one).toMatch(/^laptop:[0-9a-f]{8}$/);
    expect(instanceId({ ...facts, port: 0 })).toBe(one);
    expect(instanceId({ ...facts, port: 0, stateDir: '/state/b' })).not.toBe(one);
  });
});

describe('service.instance.id with a state folder', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'throughline-identity-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  const inPod = (name: string) => ({ ...facts, env: { POD_NAME: name }, stateDir });

  it('is the one of the first pod in each later one', () => {
    for (const name of ['openclaw-a', 'openclaw-b', 'openclaw-c']) {
      const kept = keepInstanceId(inPod(name));
      expect(instanceId({ ...inPod(name), kept })).toBe('openclaw-a:18789');
    }
  });

  it('is not that of the folder in a process that does not own it, such as OpenClaw with the plugin', () => {
    keepInstanceId(inPod('openclaw-a'));
    expect(instanceId(inPod('openclaw-b'))).toBe('openclaw-b:18789');
  });

  it('is the configured one where there is one, which is not kept', () => {
    keepInstanceId({ ...inPod('openclaw-a'), configured: 'eu-1' });
    expect(readdirSync(stateDir)).toEqual([]);
    const kept = keepInstanceId(inPod('openclaw-a'));
    expect(instanceId({ ...inPod('openclaw-b'), kept, configured: 'eu-1' })).toBe('eu-1');
  });

  it('is written again where the file is empty', () => {
    writeFileSync(join(stateDir, 'instance-id'), '');
    expect(keepInstanceId(inPod('openclaw-b'))).toBe('openclaw-b:18789');
    expect(keepInstanceId(inPod('openclaw-c'))).toBe('openclaw-b:18789');
  });
});
