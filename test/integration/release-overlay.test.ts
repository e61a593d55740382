import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithPrograms } from '../harness/with-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(ROOT, 'scripts/release-overlay.mjs');
const IMAGE = `registry.example:5000/team/throughline@sha256:${'5e'.repeat(32)}`;

await describeWithPrograms(['kustomize'], 'the overlay of a release', ([kustomize]) => {
  let folder: string;
  const write = (...args: readonly string[]) =>
    spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-release-'));
    await cp(join(ROOT, 'deploy'), join(folder, 'deploy'), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives every container of the example the image that was pushed, by its digest', () => {
    const overlay = join(folder, 'deploy/overlays/release');
    expect(write(IMAGE, overlay)).toMatchObject({
      status: 0,
      stdout: `${join(overlay, 'kustomization.yaml')}\n`,
    });
    const built = execFileSync(kustomize!.path, ['build', overlay], { encoding: 'utf8', stdio: 'pipe' });
    const images = [...built.matchAll(/^\s+(?:- )?image: (.*)$/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(2);
    expect(new Set(images)).toEqual(new Set([IMAGE]));
  });

  it.each([[], ['throughline:0.1.0'], ['throughline@sha256:5e'], [`${IMAGE}\nname: other`]])(
    'is not written for %j, which is no image with its digest',
    (...args) => {
      const overlay = join(folder, 'deploy/overlays/none');
      const { status, stderr } = write(args[0] ?? '', overlay);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^not an image with its digest: .*Give it as the push prints it/s);
    },
  );
});
