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

  it('is that of a patch that puts another text into the ConfigMap of the base', () => {
    const mine = {
      'mine/kustomization.yaml': 'resources: [../base]\npatches: [{ path: ours.yaml }]\n',
      'mine/ours.yaml': BASE.replace('http://base', 'http://ours'),
    };
    expect(configs({ ...base, ...mine })).toEqual([
      { argument: 'mine/ours.yaml#openclaw.json', text: config('http://ours') },
    ]);
  });

  it.each([
    ['operations', `[{ op: replace, path: /data/openclaw.json, value: '${config('http://ours')}' }]`],
    [
      'an inline patch',
      `{ apiVersion: v1, kind: ConfigMap, metadata: { name: openclaw-config }, data: { openclaw.json: '${config('http://ours')}' } }`,
    ],
  ])('is not judged where %s put the text there, as no file has it by its key', (_, patch) => {
    const target = '{ kind: ConfigMap, name: openclaw-config }';
    const mine = {
      'mine/kustomization.yaml': `resources: [../base]\npatches:\n  - target: ${target}\n    patch: |\n      ${patch}\n`,
    };
    expect(configs({ ...base, ...mine })).toEqual([]);
  });

  it('stays that of the base where a patch changes something else of the ConfigMap', () => {
    const mine = {
      'mine/kustomization.yaml': 'resources: [../base]\npatches: [{ path: ours.yaml }]\n',
      'mine/ours.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: openclaw-config, labels: { a: b } }\n',
    };
    expect(configs({ ...base, ...mine })).toEqual([
      { argument: 'base/configmap.yaml#openclaw.json', text: config('http://base') },
    ]);
  });

  it('is found beside a dashboard with the same key in the same file', () => {
    const dashboard = `apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard }
data: { openclaw.json: '{ "title": "OpenClaw gateway", "panels": [] }' }
`;
    const found = [{ argument: 'mine/all.yaml#openclaw.json', text: config('http://base') }];
    expect(configs({ 'mine/all.yaml': `${BASE}---\n${dashboard}` })).toEqual(found);
    expect(configs({ 'mine/all.yaml': `${dashboard}---\n${BASE}` })).toEqual(found);
  });
});
