import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScenarios } from '../../testbed/scenario/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINE = /^ {2}(\S+?):(\d+): FILL IN ([a-z]+)(?:: .+)?$/gm;
/** The blanks whose text must meet a condition; any other blank takes its name. */
const FILLED: Readonly<Record<string, string>> = {
  explanation:
    'The configuration names the service foo, which no receiver accepts. Give the service another name.',
  fault: 'foo',
  japanese: '設定に foo がない',
};

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'new-check-test-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  for (const path of files.filter((file) => file !== '' && existsSync(join(ROOT, file))))
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== 'throughline-lab' && name !== '.cache')
      symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
  }
  symlinkSync('../testbed', join(copy, 'node_modules', 'throughline-lab'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The output of a command, which must succeed. */
function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

const newCheck = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, ['scripts/new-check.mjs', ...args], { cwd: copy, encoding: 'utf8' });

describe('npm run new:check', () => {
  it.each([
    [[], 'usage: npm run new:check LINK/NAME'],
    [['network/Foo'], 'network/Foo is not a name of a check'],
    [['../foo'], '../foo is not a name of a check'],
    [['net/foo'], 'there is no link net; the links are config, plugin,'],
    [['network/grpc-port'], 'network/grpc-port is TL409; choose another name'],
  ])('rejects %j', (args, message) => {
    const { status, stderr } = newCheck(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(copy, 'test/scenarios/network-foo'))).toBe(false);
  });

  it(
    'writes a check that passes lint, types and tests once its printed blanks are filled in',
    { timeout: 300_000 },
    () => {
      const printed = run('npm', 'run', '--silent', 'new:check', 'network/foo');
      const written = [...printed.matchAll(/^wrote (src\S+foo\S*|test\S+)$/gm)].map(([, path]) => path ?? '');
      expect(written.map((path) => dirname(path))).toEqual([
        'src/prove/checks/network',
        'src/prove/checks/network',
        'test/scenarios/network-foo',
      ]);

      const blanks = [...printed.matchAll(LINE)];
      expect(blanks.length).toBeGreaterThan(10);
      for (const [, path = '', number, blank = ''] of blanks) {
        const lines = readFileSync(join(copy, path), 'utf8').split('\n');
        const at = Number(number) - 1;
        lines[at] = lines[at]?.replace(`FILL IN ${blank}`, FILLED[blank] ?? blank) ?? '';
        writeFileSync(join(copy, path), lines.join('\n'));
      }
      for (const path of [...written, 'src/prove/report/titles-ja.ts'])
        expect(readFileSync(join(copy, path), 'utf8')).not.toContain('FILL IN');

      const bin = (name: string): string => join(copy, 'node_modules', '.bin', name);
      const sources = written.filter((path) => path.endsWith('.ts'));
      run('npm', 'run', '--silent', 'generate');
      run(process.execPath, 'scripts/check-index.mjs', '--check');
      run(bin('tsc'), '-p', 'tsconfig.json');
      run(bin('oxlint'), ...sources);
      run(
        bin('vitest'),
        'run',
        '--project',
        'unit',
        ...sources.filter((path) => path.endsWith('.test.ts')),
        'src/prove/checks/checks.test.ts',
        'src/prove/report/words.test.ts',
      );
      // It fails in its scenario, and passes in the twin.
      const [scenario] = readScenarios([join(copy, 'test/scenarios/network-foo')]);
      expect(scenario?.scenario.expect.rootCause?.check).toMatch(/^TL4\d\d$/);
      run(process.execPath, 'dist/src/cli/main.js', 'lab', 'run', 'test/scenarios/network-foo');
    },
  );
});
