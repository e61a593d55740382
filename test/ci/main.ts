// npm test             every test; what needs a server that is not here is skipped
// CI=true npm test     what a change has to pass, in stages, with the real servers required; .ci/run calls it
// npm run full         all of it at full length
// npm run full -- soak one stage, or several
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordRun, type StageResult } from './record.ts';
import { nextStep } from './schedule.ts';
import { buildServers } from './servers.ts';
import { CI_STAGES, FULL_STAGES, runsTest, type Stage } from './stages.ts';

/** A run that has to build its servers is over by then. */
const COLD_LIMIT_S = 80 * 60;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const [suite = 'test', ...named] = process.argv.slice(2);
if (suite === 'test' && process.env['CI'] !== 'true') {
  // The arguments are vitest's: files, or -t with a part of a title.
  const { status } = spawnSync(process.execPath, [VITEST, 'run', ...named], { cwd: ROOT, stdio: 'inherit' });
  process.exit(status ?? 1);
}
const stages = chosen();
const begun = performance.now();
const results: StageResult[] = [];
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const servers = await buildServers([...new Set(stages.flatMap((stage) => stage.servers))], print);
const limit = suite === 'test' && !servers.warm ? COLD_LIMIT_S : undefined;
if (!servers.warm) print('servers are built beside the stages that do not need them');

let left: readonly Stage[] = stages;
for (;;) {
  if (interrupted.signal.aborted) break;
  const step = nextStep({ left, servers: servers.states(), elapsed: elapsed(), limit });
  if (step.kind === 'done') break;
  if (step.kind === 'wait') {
    await Promise.race([
      servers.next(),
      new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve, { once: true })),
    ]);
    continue;
  }
  const { stage } = step;
  left = left.filter((one) => one !== stage);
  if (step.kind !== 'run') {
    const isLate = step.kind === 'leave-out';
    print(`\n!! ${isLate ? 'LEFT OUT' : 'CANNOT RUN'}: ${stage.name} (${stage.title}): ${step.why}`);
    results.push({ stage: stage.name, outcome: isLate ? 'left out' : 'failed', seconds: 0, why: step.why });
    continue;
  }
  print(`\n== ${stage.name}: ${stage.title} (at ${Math.round(elapsed())} s)`);
  const start = performance.now();
  const passed = await runStage(stage);
  const seconds = (performance.now() - start) / 1_000;
  print(`-- ${stage.name} ${passed ? 'passed' : 'FAILED'} in ${Math.round(seconds)} s`);
  results.push({ stage: stage.name, outcome: passed ? 'passed' : 'failed', seconds });
}
servers.stop();
if (suite === 'full') recordRun(results, new Date());
summary();

function chosen(): readonly Stage[] {
  const all = suite === 'full' ? FULL_STAGES : CI_STAGES;
  const unknown = named.filter((name) => !all.some((stage) => stage.name === name));
  if (!['test', 'full'].includes(suite) || unknown.length > 0) {
    const what = unknown.length > 0 ? `no stage ${unknown.join(', ')}` : `no suite ${suite}`;
    process.stderr.write(`There is ${what}. Stages: ${all.map(({ name }) => name).join(', ')}\n`);
    process.exit(2);
  }
  return named.length === 0 ? all : all.filter(({ name }) => named.includes(name));
}

async function runStage(stage: Stage): Promise<boolean> {
  for (const [script = '', ...args] of stage.scripts ?? []) {
    if (!(await run('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])])))
      return false;
  }
  if (!stage.tests) return true;
  return run(process.execPath, [VITEST, 'run', '--project', 'integration', ...testsOf(stage)]);
}

function testsOf(stage: Stage): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts') && runsTest(stage, path))
    .toSorted();
}

function run(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, CI: 'true', THROUGHLINE_FULL: String(suite === 'full') };
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env });
    const end = (): void => void child.kill('SIGTERM');
    interrupted.signal.addEventListener('abort', end, { once: true });
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      interrupted.signal.removeEventListener('abort', end);
      resolve(code === 0);
    });
  });
}

function summary(): void {
  print(`\nWhat ran, in ${(elapsed() / 60).toFixed(1)} minutes:`);
  for (const { stage, outcome, seconds, why } of results)
    print(
      `  ${stage.padEnd(12)} ${outcome.padEnd(8)} ${(seconds / 60).toFixed(1).padStart(5)} min${why === undefined ? '' : `  ${why}`}`,
    );
  const count = (outcome: StageResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  if (interrupted.signal.aborted) {
    print('interrupted; what was started is ended');
    process.exitCode = 130;
    return;
  }
  print(`${count('passed')} passed, ${count('failed')} failed, ${count('left out')} skipped`);
  process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1;
}

function elapsed(): number {
  return (performance.now() - begun) / 1_000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
