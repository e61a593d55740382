import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINK = 'testbed/dist/index.js';

interface Tarball {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
/** A copy of what is packed: packing the lab changes testbed/dist for a moment, which other tests read. */
const checkout = join(folder, 'checkout');
const elsewhere = join(folder, 'elsewhere');

beforeAll(() => {
  mkdirSync(checkout);
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  for (const path of [
    'package.json',
    '.npmrc',
    'LICENSE',
    'README.md',
    'scripts',
    'testbed',
    'dist',
    ...files,
  ])
    cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'package.json'), '{ "private": true }');
  cpSync(join(ROOT, 'examples', 'configmap-openclaw.yaml'), join(elsewhere, 'configmap.yaml'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pack(...args: string[]): Tarball {
  const printed = execFileSync('npm', ['pack', '--silent', '--json', '--pack-destination', folder, ...args], {
    cwd: checkout,
    encoding: 'utf8',
  });
  const [tarball] = JSON.parse(printed) as [Tarball];
  process.stdout.write(
    `${tarball.filename}: ${tarball.files.length} files, ${Math.round(tarball.size / 1_000)} kB\n`,
  );
  return tarball;
}

function install({ filename }: Tarball): void {
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', ...flags, join(folder, filename)], { cwd: elsewhere });
}

function run(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const command = join(elsewhere, 'node_modules', '.bin', 'throughline');
  return spawnSync(command, args, { cwd: elsewhere, encoding: 'utf8' });
}

describe('the package throughline, packed and installed elsewhere', () => {
  it('holds no part of the lab, and no test', () => {
    // It is built already.
    const tarball = pack('--ignore-scripts');
    const paths = tarball.files.map(({ path }) => path);
    expect(paths).toContain('dist/src/cli/main.js');
    expect(paths).toContain('dist/extensions/diagnostics-otel/openclaw.plugin.json');
    expect(paths.filter((path) => /testbed|scenario\.yaml|\.test\./.test(path))).toEqual([]);
    install(tarball);
  });

  it('checks a ConfigMap, and fixes it', () => {
    const report = JSON.parse(run('check', '--config', 'configmap.yaml', '-o', 'json').stdout);
    expect(report.rootCause).toMatchObject({ check: 'TL203', link: 'plugin' });
    const fixed = run('check', '--config', 'configmap.yaml', '--fix', '--yes');
    expect(fixed.stdout).toContain('undetermined');
  });

  it.each(['demo', 'lab story'])('runs throughline %s with its own plugins and ConfigMap', (command) => {
    const { status, stdout } = run(...command.split(' '));
    expect(stdout).toContain('arriving: 18 of 18 metrics arrived');
    expect(status).toBe(0);
  });

  it('says how to get the lab', () => {
    const { status, stderr } = run('lab', 'run', 'x');
    expect(stderr).toBe(
      'throughline: throughline lab run needs the package throughline-lab, which a checkout of the project has: run it there, or install what "npm pack -w throughline-lab" makes in a checkout\n',
    );
    expect(status).toBe(2);
  });
});

describe('the package throughline-lab, packed and installed beside throughline', () => {
  it('leaves the checkout as it was', () => {
    const before = readFileSync(join(checkout, LINK), 'utf8');
    const tarball = pack('--workspace', 'throughline-lab');
    expect(readFileSync(join(checkout, LINK), 'utf8')).toBe(before);
    const paths = tarball.files.map(({ path }) => path);
    expect(paths).toContain('dist/scenario/run.js');
    expect(paths.filter((path) => /\.test\.|^dist\/src/.test(path))).toEqual([]);
    install(tarball);
  });

  it('runs a scenario', () => {
    for (const path of ['_base/openclaw-json5', 'receiver-off-embedded'])
      cpSync(join(ROOT, 'test/scenarios', path), join(elsewhere, 'scenarios', path), { recursive: true });
    const { status, stdout, stderr } = run('lab', 'run', 'scenarios/receiver-off-embedded');
    expect(stdout + stderr).toContain('1 of 1 scenarios as expected, 1 of 1 twins healthy');
    expect(status).toBe(0);
  });
});
