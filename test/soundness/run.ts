import * as fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackendView } from '../../src/prove/index.ts';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { type FoundServer, startBackend } from '../../testbed/servers/index.ts';
import { printed } from './expression.ts';
import { lintOf, type Query } from './lint.ts';
import { pushWorlds } from './push.ts';
import { queriesOver } from './queries.ts';
import { type Judge, type SoundnessResult, Tally } from './tally.ts';
import { withValues } from './variable.ts';
import { contractOf, jobOf, namesOf, type World, worlds } from './world.ts';

export interface RunOptions {
  readonly found: FoundServer;
  readonly seed: number;
  readonly count: number;
  readonly onProgress?: (line: string) => void;
}

const EACH_WORLD = 100;
const RULES_EACH = 3;
/** Rules are evaluated each second. */
const SETTLE_MS = 4_000;
const FLAGS = ['--enable-feature=native-histograms,promql-experimental-functions'];

/** Runs random queries over random series on a real server, and compares what lint calls impossible with its results. */
export async function checkSoundness({
  found,
  seed,
  count,
  onProgress,
}: RunOptions): Promise<SoundnessResult> {
  const begun = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'throughline-soundness-'));
  const rulesFile = join(folder, 'rules.yaml');
  const backend = await startBackend(found, {
    flags: FLAGS,
    config: JSON.stringify({ global: { evaluation_interval: '1s' }, rule_files: [rulesFile] }),
  });
  const http = new HttpSource(backend.url, { timeoutMs: 60_000 });
  try {
    const all = worlds(seed, Math.ceil(count / EACH_WORLD));
    await pushWorlds(backend.otlpMetricsUrl, all, Date.now());
    const rules = await Promise.all(all.map((world, at) => rulesOf(world, seed + at, http)));
    await writeFile(rulesFile, rulesText(rules.flat()));
    process.kill(backend.pid, 'SIGHUP');
    await sleep(SETTLE_MS);
    const tally = new Tally(http, Date.now());
    const view = createBackendView(http);
    for (const [at, world] of all.entries()) {
      const own = rules[at] ?? [];
      const given = { rules: own, world };
      const judges: Judge[] = [
        {
          given: 'the whole contract',
          rules: own,
          lint: await lintOf(contractOf(world, 'whole'), undefined),
        },
        {
          given: 'a part of the contract',
          rules: own,
          lint: await lintOf(contractOf(world, 'part'), undefined),
        },
        {
          given: 'a part of the contract with other forms, and the backend',
          rules: own,
          lint: await lintOf(contractOf(world, 'other forms'), view),
        },
      ];
      const queries = fc.sample(queriesOver(withRules(given)), {
        seed: seed + at,
        numRuns: Math.min(EACH_WORLD, count - at * EACH_WORLD),
      });
      await tally.add(queries, judges);
      if (at % 10 === 9) onProgress?.(tally.line());
    }
    await tally.shrink();
    return { ...tally.result(), server: found.version, seed, ms: Math.round(performance.now() - begun) };
  } finally {
    await http.close();
    await backend.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function withRules({ world, rules }: { readonly world: World; readonly rules: readonly Query[] }) {
  const { stored, absent, labels } = namesOf(world);
  const recorded = rules.flatMap(({ records }) => records ?? []);
  const { service } = world;
  const jobs = [jobOf(world), service, `team/${service}`, `other/${service}`, 'team'];
  return { stored: [...stored, ...recorded], absent, jobs, labels };
}

/** Rules that the server accepts; later ones read what earlier ones record. */
async function rulesOf(world: World, seed: number, http: HttpSource): Promise<Query[]> {
  const rules: Query[] = [];
  for (let at = 0; at < RULES_EACH; at += 1) {
    const [expression] = fc.sample(queriesOver(withRules({ world, rules })), {
      seed: seed * 31 + at,
      numRuns: 1,
    });
    if (!expression) continue;
    // Rules have no variables.
    const text = withValues(printed(expression));
    if ((await http.get('/api/v1/query', [['query', text]])).status !== 400)
      rules.push({ expression: text, records: `${world.service}:r${at}` });
  }
  return rules;
}

function rulesText(rules: readonly Query[]): string {
  const all = rules.map(({ records, expression }) => ({ record: records, expr: expression }));
  return JSON.stringify({ groups: [{ name: 'random', rules: all }] });
}
