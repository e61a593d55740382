import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { describeWithPrograms } from '../harness/with-server.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));

interface Shipped {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly template?: unknown };
  readonly template?: unknown;
}

const GUIDE = await readFile(fileURLToPath(new URL('../../docs/guide/argocd.md', import.meta.url)), 'utf8');
const YAML = [...GUIDE.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
/** The kustomization that the guide puts over an overlay. */
const OVER_MINE = YAML.find((text) => text.startsWith('resources: [../mine]')) ?? '';
/** What the guide adds to it. */
const PATCHES = YAML.filter((text) => text.startsWith('patches:'));

/** The example, patched as an installation does it, and over it a kustomization. */
async function builtOverMine(
  kustomize: string,
  over: string,
  config = '{ "gateway": { "port": 18789 } }',
): Promise<Shipped[]> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-hook-'));
  try {
    await cp(DEPLOY, folder, { recursive: true });
    const [mine, checked] = ['mine', 'checked'].map((name) => join(folder, 'overlays', name)) as [
      string,
      string,
    ];
    await cp(join(folder, 'overlays/example'), mine, { recursive: true });
    const example = await readFile(join(mine, 'kustomization.yaml'), 'utf8');
    const patches = [
      [
        { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: KEY_OF_MINE },
        'Deployment',
        'openclaw',
      ],
      [{ op: 'replace', path: '/data/openclaw.json', value: config }, 'ConfigMap', 'openclaw-config'],
    ].map(([patch, kind, name]) => ({ target: { kind, name }, patch: JSON.stringify([patch]) }));
    await writeFile(join(mine, 'kustomization.yaml'), `${example}\n${stringify({ patches })}`);
    await mkdir(checked);
    await writeFile(join(checked, 'kustomization.yaml'), over);
    const text = execFileSync(kustomize, ['build', checked], { encoding: 'utf8', stdio: 'pipe' });
    return parseAllDocuments(text).map((document) => document.toJS() as Shipped);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A variable of an overlay: a key that the base does not take. */
const KEY_OF_MINE = {
  name: 'OPENCLAW_OWN_KEY',
  valueFrom: { secretKeyRef: { name: 'openclaw', key: 'OPENCLAW_OWN_KEY' } },
};

const find = (objects: readonly Shipped[], kind: string, name: string): Shipped => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

await describeWithPrograms(['kustomize'], 'the kustomization over an overlay', ([kustomize]) => {
  it('judges the pods with the patches of that overlay', async () => {
    const objects = await builtOverMine(kustomize!.path, OVER_MINE);
    const { template } = find(objects, 'PodTemplate', 'openclaw');
    expect(template).toEqual(find(objects, 'Deployment', 'openclaw').spec.template);
    expect(JSON.stringify(template)).toContain('OPENCLAW_OWN_KEY');
  });

  it('runs the image that it names in every pod', async () => {
    const text = JSON.stringify(await builtOverMine(kustomize!.path, OVER_MINE));
    const images = [...text.matchAll(/"image":"([^"]*)"/g)].map(([, image]) => image);
    expect(images.length).toBeGreaterThanOrEqual(9);
    expect(new Set(images)).toEqual(
      new Set([expect.stringMatching(/^registry\.example\/throughline@sha256:[\da-f]{64}$/)]),
    );
  });

  it('leaves the pod before the sync out by the patch of the guide', async () => {
    const objects = await builtOverMine(kustomize!.path, `${OVER_MINE}${PATCHES[0]}`);
    const pods = objects.filter(({ kind }) => kind === 'Pod').map(({ metadata: { name } }) => name);
    expect(pods).toEqual(['throughline-after-sync']);
  });

  it('has a Job whose template changes with the configuration, and by the patch of the guide', async () => {
    const over = OVER_MINE.replace('argocd-hook', 'check-job');
    const job = async (kustomization: string, config?: string): Promise<Shipped> =>
      find(await builtOverMine(kustomize!.path, kustomization, config), 'Job', 'throughline-check');
    const before = await job(over, '{ "gateway": { "port": 18789 } }');
    expect(before.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' });
    expect(await job(over, '{ "gateway": { "port": 18789 } }')).toEqual(before);
    // The template is what the API server lets nobody change.
    expect((await job(over, '{ "gateway": { "port": 18790 } }')).spec.template).not.toEqual(
      before.spec.template,
    );
    const [, forCommit = ''] = PATCHES;
    const marked = await job(`${over}${forCommit}`);
    expect(marked.spec.template).not.toEqual(before.spec.template);
    expect(await job(`${over}${forCommit.replace(/value: .*/, 'value: next')}`)).not.toEqual(marked);
  });
});
