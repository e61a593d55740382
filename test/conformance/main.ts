import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createProgress, ensureServer, serverSpec, thisMachine } from '../../testbed/servers/index.ts';
import { describeDisagreement, describePushDifference } from './report.ts';
import { keepVectors } from './keep.ts';
import { conform, type ServerResult } from './run.ts';
import { DEFAULT_COUNT, DEFAULT_SEED } from './seed.ts';
import { CONFORMANCE_SERVERS, type ConformanceServer } from './setups.ts';

const USAGE = `Usage: npm run conformance -- [--seed N|random] [--count N] [--server NAME ...] [--keep] [-o text|json]

Pushes random metrics to real servers, alone and several at once, and compares what they store with what is predicted.

  --seed N       the same metrics again (default ${DEFAULT_SEED}); random: others
  --count N      metrics a server (default ${DEFAULT_COUNT})
  --server NAME  ${CONFORMANCE_SERVERS.join(', ')} (default: all)
  --keep         write what differs to test/vectors/found.json, which the tests of the translation read
  -o json        one result a server
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    count: { type: 'string', default: String(DEFAULT_COUNT) },
    server: { type: 'string', multiple: true, default: [...CONFORMANCE_SERVERS] },
    keep: { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const seed = values.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const count = Number(values.count);
const unknown = values.server.filter((name) => !(CONFORMANCE_SERVERS as readonly string[]).includes(name));
if (values.help || !Number.isInteger(seed) || !Number.isInteger(count) || count < 1 || unknown.length > 0) {
  const why = values.help ? '' : 'a flag is wrong\n';
  process.stderr.write(`${why}${USAGE}`);
  process.exit(values.help ? 0 : 2);
}

const print = (text: string): void => void (values.output === 'text' && appendFileSync(1, `${text}\n`));
print(`seed ${seed}`);
const results: ServerResult[] = [];
for (const server of values.server as ConformanceServer[]) {
  const found = await ensureServer(serverSpec(server), thisMachine(), createProgress(process.stderr));
  const result = await conform({ server, found, seed, count, onProgress: print });
  results.push(result);
  if (values.keep) keepVectors(result.disagreements);
  for (const one of result.disagreements.slice(0, 10)) print(describeDisagreement(one));
  const { pushes } = result;
  for (const one of pushes.differences.slice(0, 10)) print(describePushDifference(one));
  print(
    `${server} ${result.version}: ${result.metrics} metrics, ${result.disagreements.length} differ; ` +
      `${pushes.pushes} pushes of several, ${pushes.differences.length} differ, ` +
      `${pushes.unpredicted} not predicted in full; ${result.ms} ms`,
  );
}
if (values.output === 'json') appendFileSync(1, `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = results.some(
  ({ disagreements, pushes }) => disagreements.length > 0 || pushes.differences.length > 0,
)
  ? 1
  : 0;
