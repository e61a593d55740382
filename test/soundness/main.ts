import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createProgress, ensureServer, serverSpec, thisMachine } from '../../testbed/servers/index.ts';
import { describeFalseClaim, describeFigures } from './report.ts';
import { checkSoundness } from './run.ts';
import { DEFAULT_COUNT, DEFAULT_SEED } from './seed.ts';

const SERVERS = ['prometheus@3.5', 'prometheus@3.12', 'prometheus@3.16'];
const USAGE = `Usage: npm run soundness -- [--seed N|random] [--count N] [--server NAME] [-o text|json]

Runs random queries over random series on a real Prometheus. Lint must not call impossible what the server answers.

  --seed N       the same queries again (default ${DEFAULT_SEED}); random: others
  --count N      queries (default ${DEFAULT_COUNT})
  --server NAME  ${SERVERS.join(', ')} (default: ${SERVERS[0]})
  -o json        the figures, and each wrong claim
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    count: { type: 'string', default: String(DEFAULT_COUNT) },
    server: { type: 'string', default: SERVERS[0] ?? '' },
    output: { type: 'string', short: 'o', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const seed = values.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const count = Number(values.count);
const isWrong =
  !Number.isInteger(seed) || !Number.isInteger(count) || count < 1 || !SERVERS.includes(values.server);
if (values.help || isWrong) {
  process.stderr.write(`${values.help ? '' : 'a flag is wrong\n'}${USAGE}`);
  process.exit(values.help ? 0 : 2);
}

const isText = values.output === 'text';
const print = (text: string): void => void (isText && appendFileSync(1, `${text}\n`));
print(`seed ${seed}`);
const found = await ensureServer(serverSpec(values.server), thisMachine(), createProgress(process.stderr));
const result = await checkSoundness({ found, seed, count, onProgress: print });
for (const one of result.falseClaims.slice(0, 10)) print(describeFalseClaim(one));
print(describeFigures(result));
if (!isText) appendFileSync(1, `${JSON.stringify(result, null, 2)}\n`);
process.exitCode = result.falseClaims.length > 0 ? 1 : 0;
