// The script of action.yml: gets throughline, runs `check --static`, prints its findings as annotations, and sets the outputs.
// The exit code is that of the check.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTION = fileURLToPath(new URL('..', import.meta.url));
const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' };

// A job may use the action several times.
const folder = mkdtempSync(join(needed('RUNNER_TEMP'), 'throughline-'));
const sarif = join(folder, 'throughline.sarif');
const command = throughline(input('version'));
const flags = [
  ...one('--config', input('config')),
  ...lines(input('manifests')).flatMap((path) => ['--manifests', path]),
  ...one('--contract', input('contract')),
  ...one('--fail-on', input('fail-on')),
  ...lines(input('args')),
];
const report = ['--output', 'sarif', '--output-file', sarif];
const { status } = spawnSync(process.execPath, [command, 'check', '--static', ...flags, ...report], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (existsSync(sarif)) {
  const [log] = JSON.parse(readFileSync(sarif, 'utf8')).runs;
  for (const result of log.results) annotate(result);
  const { verdict } = log.properties;
  process.stdout.write(`throughline check: ${verdict}\n`);
  appendFileSync(needed('GITHUB_OUTPUT'), `verdict=${verdict}\nsarif=${sarif}\n`);
}
process.exitCode = status ?? 1;

/** The command's file: of a package that npm installs, or of this action's own source. */
function throughline(version) {
  if (version !== '') {
    const isTarball = /^https?:|\.tgz$/.test(version);
    const prefix = join(folder, 'throughline');
    npm(folder, [
      'install',
      '--no-save',
      '--prefix',
      prefix,
      isTarball ? resolved(version) : `throughline@${version}`,
    ]);
    return join(prefix, 'node_modules', 'throughline', 'dist', 'src', 'cli', 'main.js');
  }
  const built = join(ACTION, 'dist', 'src', 'cli', 'main.js');
  // Its script "prepare" builds, by the compiler: a development dependency, which NODE_ENV=production of a job leaves out.
  if (!existsSync(built)) npm(ACTION, ['ci', '--include=dev']);
  return built;
}

/** A path is relative to the workspace, and npm runs elsewhere. */
function resolved(tarball) {
  return tarball.includes('://') ? tarball : resolve(tarball);
}

function npm(cwd, args) {
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', [...args, ...flags], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) fail(`npm ${args[0]} failed, so that there is no throughline to run`);
}

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
function annotate({ ruleId, level, message, locations, suppressions }) {
  if (suppressions !== undefined) return;
  const place = locations[0]?.physicalLocation;
  const properties = {
    ...(place && { file: decodeURI(place.artifactLocation.uri), line: String(place.region.startLine) }),
    title: `throughline ${ruleId}`,
  };
  const said = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value, /[%\r\n:,]/g)}`);
  process.stdout.write(`::${COMMANDS[level]} ${said.join(',')}::${escaped(message.text, /[%\r\n]/g)}\n`);
}

function escaped(text, special) {
  return text.replaceAll(
    special,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function input(name) {
  return (process.env[`INPUT_${name.replaceAll('-', '_').toUpperCase()}`] ?? '').trim();
}

function one(flag, value) {
  return value === '' ? [] : [flag, value];
}

function lines(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function needed(name) {
  const value = process.env[name];
  return value ? value : fail(`${name} is not set: this script is a part of action.yml, which GitHub runs`);
}

function fail(why) {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
