// npm run wild                   every input
// npm run wild -- lint-          those whose name starts so
// npm run wild -- -v             all rows, and the totals of each kind
// npm run wild -- -o json
// npm run wild -- --write        also keep the figures that the README shows
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { asJson, figuresOf, isGood, tableLines, totalsOf } from './lines.ts';
import { readInputs, WildError } from './read.ts';
import { type Result, runInput } from './run.ts';
import { missingServers } from './servers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

try {
  await main();
} catch (error) {
  if (!(error instanceof WildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      verbose: { type: 'boolean', short: 'v', default: false },
      output: { type: 'string', short: 'o', default: 'text' },
      jobs: { type: 'string', default: '2' },
      write: { type: 'boolean', default: false },
    },
  });
  const inputs = readInputs(ROOT, positionals);
  const missing = await missingServers(inputs);
  const runnable = inputs.filter(({ name, one }) => {
    const why = Object.values(one.servers).flatMap(({ id }) => missing.get(id) ?? [])[0];
    if (why !== undefined) process.stderr.write(`SKIPPED: ${name}: ${why}\n`);
    return why === undefined;
  });
  const queue = new PQueue({ concurrency: Number(values.jobs) });
  let done = 0;
  const results = await queue.addAll(
    runnable.map((input) => async (): Promise<Result> => {
      const result = await runInput(input);
      done += 1;
      if (process.stderr.isTTY)
        process.stderr.write(`\r\u001B[K${done} of ${runnable.length}  ${input.name}`);
      return result;
    }),
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  process.stdout.write(
    values.output === 'json' ? `${asJson(results)}\n` : `${tableLines(results, values.verbose).join('\n')}\n`,
  );
  const skipped = inputs.length - runnable.length;
  if (skipped > 0) process.stderr.write(`${skipped} SKIPPED: a server is missing\n`);
  if (values.write) {
    if (positionals.length > 0 || skipped > 0) throw new WildError('--write needs a run of every input');
    writeFileSync(join(ROOT, 'figures.json'), `${JSON.stringify(figuresOf(results), null, 2)}\n`);
  }
  process.exitCode = isGood(totalsOf(results)) ? 0 : 1;
}
