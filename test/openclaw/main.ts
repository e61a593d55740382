// Starts stages of a real OpenClaw and shows what every set of sources makes of them, or writes their lines again:
//   tsx test/openclaw/main.ts [A B …]            verdict and root cause of each set
//   tsx test/openclaw/main.ts --write [A B …]    test/openclaw/lines and test/openclaw/stored
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgress, ensureServer, serverSpec, thisMachine } from '../../testbed/servers/index.ts';
import { throughline } from '../harness/throughline.ts';
import { SOURCE_SETS } from './expected.ts';
import { type RunningStage, STAGES, startStage } from './stages.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const isWriting = args.includes('--write');
const named = STAGES.filter((name) => args.includes(name));

const progress = createProgress(process.stderr);
const [openclaw, prometheus, victoriametrics] = await Promise.all(
  (['openclaw', 'prometheus@3.5', 'victoriametrics'] as const).map((id) =>
    ensureServer(serverSpec(id), thisMachine(), progress),
  ),
);
if (!openclaw || !prometheus || !victoriametrics) throw new Error('a server is missing');

for (const name of named.length > 0 ? named : STAGES) {
  const begun = performance.now();
  const stage = await startStage(name, { openclaw, prometheus, victoriametrics });
  process.stdout.write(`== ${name}: reached in ${((performance.now() - begun) / 1_000).toFixed(1)} s\n`);
  if (isWriting) await write(stage);
  else await show(stage);
  await stage.stop();
}

async function show(stage: RunningStage): Promise<void> {
  for (const [set, { args: sources, env }] of Object.entries(SOURCE_SETS)) {
    const start = performance.now();
    const { stdout, stderr } = await throughline(['check', ...sources(stage), '-o', 'json'], {
      env: env?.(stage) ?? {},
    });
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    if (stdout === '') process.stdout.write(`${stage.name}/${set}: ${stderr}\n`);
    else {
      const { verdict, rootCause } = JSON.parse(stdout) as {
        verdict: string;
        rootCause: { check: string; modes: number[]; summary: string } | null;
      };
      const cause = rootCause && `${rootCause.check} [${rootCause.modes.join(' ')}] ${rootCause.summary}`;
      process.stdout.write(`${stage.name}/${set} (${seconds} s): ${verdict}; ${cause ?? 'no root cause'}\n`);
    }
  }
}

/** What the gateway printed and logged, and what the backend stores; without paths of the machine. */
async function write({ name, openclaw: gateway, backend }: RunningStage): Promise<void> {
  mkdirSync(join(HERE, 'lines'), { recursive: true });
  mkdirSync(join(HERE, 'stored'), { recursive: true });
  const clean = (text: string): string =>
    text
      .replaceAll(dirname(dirname(gateway.packageFolder)), '/opt/openclaw')
      .replaceAll(dirname(gateway.logFile), '/tmp/openclaw')
      .replaceAll('/tmp/openclaw/home', '/home/node')
      .replaceAll(/"hostname":"[^"]*"/g, '"hostname":"gateway"');
  writeFileSync(join(HERE, 'lines', `${name}.output.log`), clean(gateway.output()));
  const complaints = backend
    .logs()
    .split('\n')
    .filter((line) => /\b(?:warn|error)\b/i.test(line));
  if (complaints.length > 0)
    writeFileSync(join(HERE, 'lines', `${name}.backend.log`), `${complaints.join('\n')}\n`);
  writeFileSync(join(HERE, 'lines', `${name}.json.log`), clean(readFileSync(gateway.logFile, 'utf8')));
  const query = `match[]=${encodeURIComponent('{__name__=~"openclaw_.+"}')}&start=${Date.now() / 1_000 - 3_600}`;
  const { data } = (await (await fetch(`${backend.url}/api/v1/series?${query}`)).json()) as {
    data: Record<string, string>[];
  };
  const series = data
    .filter(({ le = '+Inf' }) => le === '+Inf')
    .map((labels) => JSON.stringify(labels))
    .toSorted();
  writeFileSync(join(HERE, 'stored', `${name}.json`), `[\n  ${series.join(',\n  ')}\n]\n`);
}
