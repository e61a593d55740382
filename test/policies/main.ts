import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCluster, readKubeconfig } from '../../src/prove/sources/index.ts';
import { bringUp, clusterFolder, openNode, takeDown } from '../../testbed/cluster/node/index.ts';
import { createProgress, ensureServer, programSpec, thisMachine } from '../../testbed/servers/index.ts';
import { generateSets } from './generate.ts';
import { describeFaults, describeFigures, figuresOf, shortcomingsOf } from './report.ts';
import { runSet, type SetResult } from './run.ts';
import { CI_COUNT, DEFAULT_SEED, FULL_COUNT } from './seed.ts';
import { startWorld } from './world.ts';

const USAGE = `Usage: npm run policies -- [--seed N|random] [--count N] [--folder PATH] [-o text|json]

Puts random network policies in force on a real node, tries every connection between its pods, and compares with what check
says of them.

  --seed N       the same policies again (default ${DEFAULT_SEED}); random: others
  --count N      sets of policies (default ${FULL_COUNT})
  --folder PATH  of a cluster that is up, which stays (default: a cluster for this run)
  -o json        the figures, and each wrong answer
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    count: { type: 'string', default: String(FULL_COUNT) },
    folder: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const seed = values.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const count = Number(values.count);
if (values.help || !Number.isInteger(seed) || !Number.isInteger(count) || count < 1) {
  process.stderr.write(`${values.help ? '' : 'a flag is wrong\n'}${USAGE}`);
  process.exit(values.help ? 0 : 2);
}

const TIMEOUT_MS = 10_000;
const isText = values.output === 'text';
const print = (text: string): void => void (isText && appendFileSync(1, `${text}\n`));
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort());

const machine = thisMachine();
const progress = createProgress(process.stderr);
const own = values.folder === undefined ? await mkdtemp(join(tmpdir(), 'throughline-policies-')) : undefined;
const folder = clusterFolder(values.folder ?? join(own ?? '', 'cluster'), machine);
const results: SetResult[] = [];
try {
  if (own !== undefined)
    await bringUp(folder, { syncFrequency: '5s', machine, progress, signal: interrupted.signal });
  const kubectl = await ensureServer(programSpec('kubectl'), machine, progress);
  progress.end();
  print(`seed ${seed}`);
  await runAll(kubectl.path);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
} finally {
  progress.end();
  if (own !== undefined) {
    await takeDown(folder, progress);
    await rm(own, { recursive: true, force: true });
  }
  progress.end();
}
const figures = figuresOf(results);
print(describeFigures(figures));
// Of few sets the figures say nothing.
const shortcomings = results.length < CI_COUNT ? [] : shortcomingsOf(figures);
for (const text of shortcomings) print(text);
if (!isText) {
  const faults = results.map(describeFaults).filter((text) => text !== '');
  appendFileSync(1, `${JSON.stringify({ seed, ...figures, faults, shortcomings }, null, 2)}\n`);
}
if (interrupted.signal.aborted) process.exitCode = 130;
else {
  const isWrong = figures.wrong > 0 || figures.repaired.open < figures.repaired.tried;
  process.exitCode = isWrong || shortcomings.length > 0 ? 1 : 0;
}

async function runAll(kubectlPath: string): Promise<void> {
  const node = await openNode(folder);
  const http = await openCluster(readKubeconfig(node.kubeconfig), process.env, TIMEOUT_MS);
  const env = { PATH: process.env['PATH'], KUBECONFIG: node.kubeconfig, HOME: folder.file('kubectl') };
  const world = await startWorld({
    node,
    kubectl: (args, input = '') =>
      new Promise((resolve, reject) => {
        const child = execFile(kubectlPath, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
          error === null ? resolve(stdout) : reject(new Error(`kubectl ${args.join(' ')}: ${stderr}`)),
        );
        child.stdin?.end(input);
      }),
  });
  try {
    for (const [at, set] of generateSets(seed, count).entries()) {
      if (interrupted.signal.aborted) return;
      const result = await runSet(set, world, http);
      results.push(result);
      const faults = describeFaults(result);
      print(`set ${at + 1}: ${result.open} of ${result.attempts} open${faults === '' ? '' : `\n${faults}`}`);
    }
  } finally {
    await world.takeAway();
    await http.close();
  }
}
