import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ciBlock } from '../support/ci-guide.ts';
import { withoutNpm } from '../support/without-npm.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly pass_filenames: boolean;
  readonly files: string;
}
const [hook, ...others] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as [Hook];

interface Configuration {
  readonly repos: readonly [
    { repo: string; rev: string; hooks: readonly [{ id: string; files: string; args: readonly string[] }] },
  ];
}
const configuration = parse(ciBlock('Before a commit')) as Configuration;
const [repository] = configuration.repos;
const [used] = repository.hooks;

const folder = mkdtempSync(join(tmpdir(), 'pre-commit-test-'));
const work = join(folder, 'work');
const file = join(work, 'deploy', 'configmap.yaml');

/** What each commit gets, without the settings of the one who runs the tests. */
const env = {
  ...withoutNpm(process.env),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: work, env, encoding: 'utf8', stdio: 'pipe' });

beforeAll(() => {
  mkdirSync(join(work, 'deploy'), { recursive: true });
  git('init', '--quiet');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stage(source: string): void {
  cpSync(join(ROOT, source), file);
  git('add', '.');
}

it('the guide uses a hook that there is, on files that it takes', () => {
  expect(others).toEqual([]);
  expect(used.id).toBe(hook.id);
  expect('deploy/configmap.yaml').toMatch(new RegExp(used.files));
  expect('deploy/configmap.yaml').toMatch(new RegExp(hook.files));
  expect('README.md').not.toMatch(new RegExp(hook.files));
});

describe('the entry of the hook, as a commit runs it', () => {
  beforeAll(() => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const command = join(ROOT, 'dist', 'src', 'cli', 'main.js');
    writeFileSync(join(bin, 'throughline'), `#!/bin/sh\nexec node ${command} "$@"\n`, { mode: 0o755 });
    const quoted = used.args.map((arg) => `'${arg}'`).join(' ');
    // The command on PATH, without the names of the files: as the hook says.
    expect(hook).toMatchObject({ language: 'system', pass_filenames: false });
    const script = `#!/bin/sh\nPATH="${bin}${delimiter}$PATH"\nexec ${hook.entry} ${quoted}\n`;
    writeFileSync(join(work, '.git', 'hooks', 'pre-commit'), script, { mode: 0o755 });
  });

  it('stops a commit of a configuration that is broken', () => {
    stage('examples/configmap-openclaw.yaml');
    const { status, stdout, stderr } = spawnSync('git', ['commit', '--message', 'broken'], {
      cwd: work,
      env,
      encoding: 'utf8',
    });
    expect(stdout + stderr).toContain('TL203');
    expect(status).toBe(1);
  });

  it('lets one through that works', () => {
    stage('deploy/base/configmap-openclaw.yaml');
    expect(git('commit', '--message', 'works')).toContain('works');
    expect(git('log', '--format=%s').trim()).toBe('works');
  });
});
