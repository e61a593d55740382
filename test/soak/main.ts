// npm run soak -- [--minutes 10] [--backend prometheus|victoriametrics|embedded|URL]
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    backend: { type: 'string', default: 'prometheus' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`--minutes ${values.minutes} is no number of minutes; write 10 or 0.5\n`);
  process.exit(2);
}
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
const print = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const result = await soak({
    durationMs: minutes * 60_000,
    backend: values.backend,
    signal: ended.signal,
    print,
  });
  print(`${result.accepted} messages accepted, ${result.reloads} reloads, ${result.refusedReloads} refused`);
  for (const { name, recorded, stored } of result.metrics)
    print(
      `  ${name.padEnd(30)} recorded ${String(recorded).padStart(8)}  stored ${String(stored).padStart(8)}`,
    );
  const problems = [...result.problems, ...result.idle.map((name) => `${name}: nothing was recorded`)];
  for (const problem of problems) print(`✗ ${problem}`);
  print(problems.length === 0 ? 'the backend stores what the ledger recorded' : 'the soak failed');
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  if (!ended.signal.aborted) throw error;
  print('interrupted; everything is cleaned up');
  process.exitCode = 130;
}
