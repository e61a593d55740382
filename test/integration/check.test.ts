import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { copyDeployed } from '../support/deployed.ts';
import { throughline } from '../harness/throughline.ts';

const CONFIG_MAP = fileURLToPath(new URL('../../examples/configmap-openclaw.yaml', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-test-'));
  cpSync(CONFIG_MAP, join(folder, 'configmap.yaml'));
});

/** Uses `patch` if it is installed, otherwise git. */
function applyDiff(diff: string, cwd: string): void {
  writeFileSync(join(folder, 'fix.diff'), diff);
  try {
    execFileSync('git', ['apply', join(folder, 'fix.diff')], { cwd });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    execFileSync('git', ['apply', '-p1', join(folder, 'fix.diff')], { cwd });
  }
}

describe('throughline check of the example ConfigMap alone', () => {
  it.each([
    ['its own folder', () => ['configmap.yaml', folder] as const],
    ['a folder above', () => [join(folder.split('/').at(-1) ?? '', 'configmap.yaml'), tmpdir()] as const],
    [
      'a folder elsewhere',
      () => [join(folder, 'configmap.yaml'), mkdtempSync(join(tmpdir(), 'elsewhere-'))] as const,
    ],
  ])('names the plugin as the root cause, and prints a diff that applies, from %s', async (_, place) => {
    const [path, cwd] = place();
    const { code, stdout } = await throughline(['check', '--config', path, '-o', 'json'], { cwd });
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      schema: 'throughline.report/1',
      verdict: 'broken',
      arrived: null,
      expected: 18,
    });
    expect(report.rootCause).toMatchObject({ check: 'TL203', link: 'plugin', modes: [10] });
    expect(report.rootCause.summary).toContain('disabled by default');
    const { diff, root, file } = report.rootCause.fix;
    expect(file).not.toMatch(/^\/|\.\./);
    const changed = diff.split('\n').filter((line: string) => /^[+-](?![+-])/.test(line));
    expect(changed).toHaveLength(3);

    applyDiff(diff, root);
    expect(readFileSync(join(folder, 'configmap.yaml'), 'utf8')).toContain('// Prices are US dollars');
    const again = await throughline(['check', '--config', path, '-o', 'json'], { cwd });
    expect(again.code).toBe(3);
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'undetermined', rootCause: null });
  });

  it('passes with --static once the plugin is enabled, and does not judge the network from here', async () => {
    const fixed = await throughline(['check', '--config', 'configmap.yaml', '--fix', '--yes'], {
      cwd: folder,
    });
    expect(fixed.stderr).toContain('wrote');
    const { code, stdout } = await throughline(
      ['check', '--config', 'configmap.yaml', '--static', '-o', 'json'],
      { cwd: folder },
    );
    expect(code).toBe(0);
    const network = JSON.parse(stdout).links.find(({ link }: { link: string }) => link === 'network');
    expect(network.status).toBe('skip');
  });

  it('enables a plugin that an allowlist and a denylist exclude, and keeps both lists', async () => {
    writeFileSync(
      join(folder, 'openclaw.json5'),
      `{
  // who may run
  plugins: { allow: ['telegram'], deny: ['diagnostics-otel', 'x'] },
  diagnostics: { enabled: true, otel: { enabled: true, endpoint: 'http://p:9090/api/v1/otlp' } },
}
`,
    );
    const args = ['check', '--config', 'openclaw.json5'];
    expect((await throughline(args, { cwd: folder })).stdout).toContain('blocked by denylist');
    await throughline([...args, '--fix', '--yes'], { cwd: folder });
    const text = readFileSync(join(folder, 'openclaw.json5'), 'utf8');
    expect(text).toContain('// who may run');
    expect((await throughline([...args, '--static'], { cwd: folder })).code).toBe(0);
  });
});

describe('throughline check --manifests', () => {
  const network = async (...args: string[]) => {
    const { stdout } = await throughline(['check', ...args, '--static', '-o', 'json'], { cwd: folder });
    return JSON.parse(stdout);
  };
  const statuses = (report: { checks: { id: string; status: string }[] }) =>
    Object.fromEntries(
      report.checks.filter(({ id }) => id.startsWith('TL4')).map(({ id, status }) => [id, status]),
    );

  it('passes the network rules of the example: egress, ingress, name server, Service', async () => {
    copyDeployed(join(folder, 'shipped'));
    const report = await network('--config', 'configmap.yaml', '--manifests', 'shipped');
    expect(statuses(report)).toMatchObject({ TL403: 'pass', TL404: 'pass', TL405: 'pass', TL406: 'pass' });
  });

  it('names the ingress that no policy allows, with the rule to add', async () => {
    copyDeployed(join(folder, 'deploy'));
    writeFileSync(
      join(folder, 'deploy', 'monitoring', 'networkpolicy.yaml'),
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: monitoring }
spec: { podSelector: {}, policyTypes: [Ingress] }
`,
    );
    const report = await network('--config', 'configmap.yaml', '--manifests', 'deploy');
    expect(statuses(report)).toMatchObject({ TL403: 'pass', TL404: 'fail' });
    const { fix, modes } = report.checks.find(({ id }: { id: string }) => id === 'TL404');
    expect(modes).toEqual([25]);
    expect(JSON.stringify(fix)).toContain('9090');
  });

  it('names a path that cannot be read', async () => {
    const { code, stderr } = await throughline(['check', '--manifests', 'nowhere'], { cwd: folder });
    expect(stderr).toContain('cannot read nowhere');
    expect(code).toBe(2);
  });
});

describe('throughline check with secrets', () => {
  it('masks the credentials of an endpoint', async () => {
    writeFileSync(
      join(folder, 'a.json'),
      '{ "diagnostics": { "otel": { "endpoint": "http://user:hunter2@p:9090/api/v1/otlp" } } }',
    );
    const { stdout, stderr } = await throughline(['check', '--config', 'a.json', '-v'], { cwd: folder });
    expect(stdout).toContain('//***:***@p:9090');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  it('prints a diff without the token next to the change, and the diff applies', async () => {
    const text = readFileSync(join(folder, 'configmap.yaml'), 'utf8').replace(
      '          "telegram": {\n            "enabled": true\n',
      '          "telegram": {\n            "config": { "token": "hunter2" },\n            "enabled": true\n',
    );
    writeFileSync(join(folder, 'configmap.yaml'), text);
    const args = ['check', '--config', 'configmap.yaml', '-o', 'json'];
    const { stdout } = await throughline(args, { cwd: folder });
    expect(stdout).not.toContain('hunter2');
    applyDiff(JSON.parse(stdout).rootCause.fix.diff, folder);
    expect(readFileSync(join(folder, 'configmap.yaml'), 'utf8')).toContain('hunter2');
    expect(JSON.parse((await throughline(args, { cwd: folder })).stdout).rootCause).toBeNull();
  });

  it('reads its sources from throughline.yaml, and a token from the variable that it names', async () => {
    writeFileSync(
      join(folder, 'throughline.yaml'),
      'config: configmap.yaml\nbackend: { url: "http://127.0.0.1:1", bearer: { env: MY_TOKEN } }\n',
    );
    const { stdout, code } = await throughline(['check', '-o', 'json'], {
      cwd: folder,
      env: { MY_TOKEN: 'hunter2' },
    });
    expect(JSON.parse(stdout).rootCause).toMatchObject({ check: 'TL203' });
    expect(stdout).toContain('the connection was refused');
    expect(stdout).not.toContain('hunter2');
    expect(code).toBe(1);
  });
});

describe('throughline check with bad input', () => {
  it.each([
    [['--config', 'nothing.yaml'], 'cannot read nothing.yaml: there is no such file'],
    [['--config', '.'], 'it is a folder'],
    [['--config', 'configmap.yaml#other'], 'has no entry "other"'],
    [['--backend', 'prometheus:9090'], 'write it as http://host:port'],
    [['--backend', 'http://a:b@127.0.0.1:1'], 'THROUGHLINE_BACKEND_USER'],
    [['--contract', 'configmap.yaml', '--backend', 'http://127.0.0.1:1'], 'is not a throughline.contract/1'],
    [['--config', 'configmap.yaml', '--yes'], '--yes requires --fix'],
    [['--config', 'configmap.yaml', '--wait', 'soon'], 'such as 500ms, 30s or 1h30m'],
    [['--cofnig', 'x'], "unknown option '--cofnig'"],
    [[], 'nothing to check'],
  ])('says what to do about %j and exits 2', async (args, message) => {
    const { code, stderr } = await throughline(['check', ...args], { cwd: folder });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('names a wrong setting of throughline.yaml', async () => {
    writeFileSync(
      join(folder, 'throughline.yaml'),
      'backend: { url: "http://127.0.0.1:1", bearer: { env: NOT_SET } }\n',
    );
    const { code, stderr } = await throughline(['check'], { cwd: folder });
    expect(stderr).toContain('NOT_SET, which is not set');
    expect(code).toBe(2);
  });

  it('treats an invalid configuration and a server that is down as findings, and exits with 1', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'bad.json'), '{ "diagnostics": { "otel": { "endpont": "x" } } }');
    const invalid = await throughline(['check', '--config', 'a/bad.json'], { cwd: folder });
    expect(invalid.stdout).toContain('did you mean "endpoint"?');
    expect(invalid.code).toBe(1);
    const down = await throughline(['check', '--backend', 'http://127.0.0.1:1'], { cwd: folder });
    expect(down.stdout).toContain('the connection was refused');
    expect(down.code).toBe(1);
  });
});

describe('throughline check in a pull request', () => {
  it("annotates the ConfigMap's line by SARIF, in a file, with the exit code unchanged", async () => {
    const { code, stdout } = await throughline(
      ['check', '--config', 'configmap.yaml', '--static', '-o', 'sarif', '--output-file', 'found.sarif'],
      { cwd: folder },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const log = JSON.parse(readFileSync(join(folder, 'found.sarif'), 'utf8'));
    const { results } = log.runs[0];
    const result = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'TL203');
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    const lines = readFileSync(join(folder, 'configmap.yaml'), 'utf8').split('\n');
    expect(artifactLocation.uri).toBe('configmap.yaml');
    expect(lines[region.startLine - 1]).toContain('entries');
  });

  it('fails only the case of the plugin in JUnit', async () => {
    const { code, stdout } = await throughline(
      ['check', '--config', 'configmap.yaml', '--static', '-o', 'junit'],
      { cwd: folder },
    );
    expect(code).toBe(1);
    expect(stdout.match(/<failure /g)).toHaveLength(1);
    expect(stdout).toMatch(/<testcase name="TL203 [^>]*>\n\s*<failure /);
  });

  it('reports that it cannot write the report', async () => {
    const { code, stderr } = await throughline(
      ['check', '--config', 'configmap.yaml', '--static', '--output-file', 'nowhere/found.txt'],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere/found.txt (ENOENT); name a file');
  });
});
