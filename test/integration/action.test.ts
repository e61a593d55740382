import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { whyNoCommands } from '../harness/with-commands.ts';
import { describeWithPrograms } from '../harness/with-server.ts';
import { ciBlock } from '../support/ci-guide.ts';
import { withoutNpm } from '../support/without-npm.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BROKEN = join(ROOT, 'examples', 'configmap-openclaw.yaml');
const RIGHT = join(ROOT, 'deploy', 'base', 'configmap-openclaw.yaml');

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly steps: readonly [{ readonly env: Readonly<Record<string, string>>; readonly run: string }];
  };
}
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

const folder = mkdtempSync(join(tmpdir(), 'action-test-'));
const workspace = join(folder, 'workspace');
const temporary = join(folder, 'temporary');
const output = join(folder, 'output');
beforeEach(() => {
  for (const path of [workspace, temporary]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  mkdirSync(join(workspace, 'deploy'));
  writeFileSync(output, '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the step of action.yml as a runner does: by bash, with the environment that it declares. */
function runStep(
  given: Readonly<Record<string, string>>,
  actionPath = ROOT,
): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
} {
  const [step] = action.runs.steps;
  const inputs = Object.fromEntries(
    Object.entries(step.env).map(([name, expression]) => {
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1] ?? '';
      expect(Object.keys(action.inputs)).toContain(input);
      return [name, given[input] ?? action.inputs[input]?.default ?? ''];
    }),
  );
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
    {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        ...withoutNpm(process.env),
        ...inputs,
        // Some jobs set it, and npm then leaves out the compiler.
        NODE_ENV: 'production',
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_OUTPUT: output,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temporary,
      },
    },
  );
  const outputs = Object.fromEntries(
    readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/=(.*)/s)),
  );
  return { status, stdout, stderr, outputs };
}

const title = 'the step of the action';
const whyNot = whyNoCommands(title, 'bash');

describe.skipIf(whyNot !== undefined)(`${title}${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
  it('fails on a configuration that is broken, and annotates its line', () => {
    cpSync(BROKEN, join(workspace, 'deploy', 'configmap.yaml'));
    const { status, stdout, outputs } = runStep({ config: 'deploy/configmap.yaml' });
    expect(status).toBe(1);
    expect(outputs['verdict']).toBe('broken');
    expect(stdout).toContain('throughline check: broken\n');

    const log = JSON.parse(readFileSync(outputs['sarif'] ?? '', 'utf8'));
    const [result] = log.runs[0].results;
    expect(result.ruleId).toBe('TL203');
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe('deploy/configmap.yaml');
    const [annotation] = stdout.split('\n').filter((line) => line.startsWith('::error '));
    expect(annotation).toMatch(
      `::error file=deploy/configmap.yaml,line=${region.startLine},title=throughline TL203::`,
    );
    // The lines of the message are one line of the command.
    expect(annotation).toContain(`::${result.message.text.replaceAll('%', '%25').replaceAll('\n', '%0A')}`);
    const line = readFileSync(BROKEN, 'utf8').split('\n')[region.startLine - 1];
    expect(line).toContain('entries');
  });

  it('passes on a configuration that works, beside its manifests', () => {
    cpSync(join(ROOT, 'deploy'), join(workspace, 'deploy'), { recursive: true });
    const { status, stdout, outputs } = runStep({
      config: 'deploy/base/configmap-openclaw.yaml',
      manifests: 'deploy/base\ndeploy/components/network-policies\n',
    });
    expect(stdout).not.toContain('::error');
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(outputs['sarif'] ?? '', 'utf8')).runs[0].results).toEqual([]);
  });

  it('passes its inputs on: severity, contract, and further arguments with spaces', () => {
    cpSync(RIGHT, join(workspace, 'deploy', 'the configmap.yaml'));
    const unknown = runStep({ config: 'deploy/the configmap.yaml', args: '--only\nno such link' });
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain("'no such link'");
    expect(unknown.outputs).toEqual({});
    const severity = runStep({ config: 'deploy/the configmap.yaml', 'fail-on': 'never' });
    expect(severity.stderr).toContain('Allowed choices are error, warning');
    const contract = runStep({ config: 'deploy/the configmap.yaml', contract: 'missing.yaml' });
    expect(contract.status).toBe(2);
    expect(contract.stderr).toContain('missing.yaml');
  });

  // npm needs minutes for its dependencies on a busy machine.
  it('runs the package that a tarball holds', { timeout: 600_000 }, () => {
    const printed = execFileSync(
      'npm',
      ['pack', '--silent', '--json', '--ignore-scripts', '--pack-destination', workspace],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
    cpSync(BROKEN, join(workspace, 'deploy', 'configmap.yaml'));
    const { status, outputs, stderr } = runStep({ config: 'deploy/configmap.yaml', version: filename });
    expect(stderr).toBe('');
    expect(outputs['verdict']).toBe('broken');
    expect(status).toBe(1);
  });

  it('says what is missing if npm cannot install the package', () => {
    const { status, outputs, stderr } = runStep({ version: './missing.tgz' });
    expect(stderr).toContain(join(workspace, 'missing.tgz'));
    expect(stderr).toContain('npm install failed, so that there is no throughline to run');
    expect(outputs).toEqual({});
    expect(status).toBe(2);
  });

  const isFull = process.env['THROUGHLINE_FULL'] === 'true';
  it.skipIf(!isFull)('builds the source that it is in', { timeout: 600_000 }, () => {
    const checkout = join(folder, 'checkout');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, checkout]);
    // A runner gets the files of a commit alone.
    rmSync(join(checkout, '.git'), { recursive: true });
    cpSync(BROKEN, join(workspace, 'deploy', 'configmap.yaml'));
    const { status, outputs } = runStep({ config: 'deploy/configmap.yaml' }, checkout);
    expect(outputs['verdict']).toBe('broken');
    expect(status).toBe(1);
  });
});

await describeWithPrograms(['actionlint'], 'the workflow of the guide', ([actionlint]) => {
  const lint = (workflow: string): { readonly status: number | null; readonly stdout: string } => {
    const repository = mkdtempSync(join(folder, 'repository-'));
    mkdirSync(join(repository, '.github', 'workflows'), { recursive: true });
    execFileSync('git', ['init', '--quiet', repository]);
    cpSync(join(ROOT, 'action.yml'), join(repository, 'action.yml'));
    // actionlint holds a workflow against the action that it uses where that is a file.
    const local = workflow.replace(/OWNER\/throughline@\S+/, './');
    expect(local).not.toBe(workflow);
    writeFileSync(join(repository, '.github', 'workflows', 'telemetry.yml'), local);
    return spawnSync(actionlint!.path, ['-no-color', '-shellcheck=', '-pyflakes='], {
      cwd: repository,
      encoding: 'utf8',
    });
  };

  it('agrees with action.yml', () => {
    const { status, stdout } = lint(ciBlock('GitHub'));
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('would be found to use an input or an output that action.yml does not have', () => {
    const wrong = ciBlock('GitHub')
      .replace('manifests: deploy', 'manifest: deploy')
      .replaceAll('outputs.sarif', 'outputs.log');
    const { status, stdout } = lint(wrong);
    expect(stdout).toContain('input "manifest" is not defined in action "throughline check"');
    expect(stdout).toContain('property "log" is not defined');
    expect(status).toBe(1);
  });
});
