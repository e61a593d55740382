import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'package-test-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('works from a packed tarball that is installed elsewhere', () => {
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8' });
  npm(['pack', '--pack-destination', folder], ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const elsewhere = join(folder, 'elsewhere');
  execFileSync('mkdir', [elsewhere]);
  writeFileSync(join(elsewhere, 'package.json'), '{ "private": true }');
  npm(['install', '--prefer-offline', join(folder, tarball ?? '')], elsewhere);
  cpSync(join(ROOT, 'deploy', 'configmap-openclaw.yaml'), join(elsewhere, 'configmap.yaml'));

  const command = join(elsewhere, 'node_modules', '.bin', 'throughline');
  const run = (...args: string[]): string => {
    try {
      return execFileSync(command, args, { cwd: elsewhere, encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const report = JSON.parse(run('check', '--config', 'configmap.yaml', '-o', 'json'));
  expect(report.rootCause).toMatchObject({ check: 'TL203', link: 'plugin' });
  expect(run('check', '--config', 'configmap.yaml', '--fix', '--yes')).toContain('undetermined');
  // It carries its own plugins and the ConfigMap of the story.
  expect(run('lab', 'story')).toContain('arriving: 18 of 18 metrics arrived');
});
