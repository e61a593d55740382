import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayConfigs } from './gateway-config.ts';
import { readManifests } from './read.ts';

const config = (endpoint: string): string =>
  `{ "diagnostics": { "enabled": true, "otel": { "enabled": true, "endpoint": "${endpoint}" } } }`;
const BASE = `apiVersion: v1
kind: ConfigMap
metadata: { name: openclaw-config }
data:
  openclaw.json: |
    ${config('http://base')}
`;
const overlay = (behavior: string, file: string): string => `resources: [../base]
configMapGenerator: [{ name: openclaw-config, behavior: ${behavior}, files: [${file}] }]
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function configs(files: Readonly<Record<string, string>>): { argument: string; text: string }[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return gatewayConfigs(readManifests([join(folder, 'mine')])).map(({ argument, document }) => ({
    argument: argument.slice(folder.length + 1),
    text: document.text.trim(),
  }));
}

describe('the configuration of a kustomization', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [configmap.yaml]\n',
    'base/configmap.yaml': BASE,
  };

  it.each(['merge', 'replace'])(
    'is the file of its generator that puts it into a ConfigMap of the base by %s',
    (behavior) => {
      const found = configs({
        ...base,
        'mine/kustomization.yaml': overlay(behavior, 'openclaw.json'),
        'mine/openclaw.json': config('http://mine'),
      });
      expect(found).toEqual([
        { argument: 'mine/kustomization.yaml#openclaw.json', text: config('http://mine') },
      ]);
    },
  );

  it('is that of the base where the generator adds another key', () => {
    const mine = { 'mine/kustomization.yaml': overlay('merge', 'notes.txt'), 'mine/notes.txt': 'none' };
    expect(configs({ ...base, ...mine })).toEqual([
      { argument: 'base/configmap.yaml#openclaw.json', text: config('http://base') },
    ]);
  });

  it('is none where the generator replaces the ConfigMap of the base by other keys', () => {
    const mine = { 'mine/kustomization.yaml': overlay('replace', 'notes.txt'), 'mine/notes.txt': 'none' };
    expect(configs({ ...base, ...mine })).toEqual([]);
  });
});
