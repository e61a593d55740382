/**
 * Naming 100 000 metrics with three labels each, in turn with the Go reference: `npm run bench:names`. Compiled to
 * dist/bench/test/bench, so the reference's source is found from the working directory.
 */
import { createTranslator, type Translator } from '../../src/prove/translate/index.ts';
import { startGoReference } from './go-reference.ts';
import { nameInputs, type NameInput } from './names-input.ts';

const METRICS = 100_000;
const ROUNDS = 9;

function newTranslator(): Translator {
  return createTranslator({
    flavour: 'prometheus',
    version: { major: 3, minor: 12, patch: 0 },
    settings: {},
  });
}

/** Nanoseconds that naming all inputs takes. */
function round(translator: Translator, inputs: readonly NameInput[]): number {
  let length = 0;
  // The garbage of making the inputs is not the namer's.
  globalThis.gc?.();
  const start = process.hrtime.bigint();
  for (const { name, kind, unit, keys } of inputs) {
    length += translator.metricName(name, kind, unit).length;
    for (const key of keys) length += translator.labelName(key).length;
  }
  const took = Number(process.hrtime.bigint() - start);
  if (length === 0) throw new Error('nothing was named');
  return took;
}

function line(what: string, nanoseconds: number, reference: number | undefined, aim: number): string {
  const ratio =
    reference === undefined
      ? ''
      : `   ${(nanoseconds / reference).toFixed(2)} times the reference (aim: at most ${aim})`;
  return `  ${what.padEnd(20)}${(nanoseconds / METRICS).toFixed(0).padStart(6)} ns a metric${ratio}\n`;
}

const reference = startGoReference('test/bench/otlptranslator', nameInputs(METRICS));
const times = { go: [] as number[], unseen: [] as number[], seen: [] as number[] };
for (let turn = 0; turn < ROUNDS; turn++) {
  if (reference !== undefined) times.go.push(await reference.round());
  const translator = newTranslator();
  times.unseen.push(round(translator, nameInputs(METRICS)));
  times.seen.push(round(translator, nameInputs(METRICS)));
}
reference?.stop();

const go = reference === undefined ? undefined : Math.min(...times.go);
process.stdout.write(`${METRICS} metrics with three labels each, best of ${ROUNDS} rounds in turn\n`);
if (go === undefined) process.stdout.write('  Go is not installed, so there is nothing to compare with\n');
else
  process.stdout.write(
    `  ${'Go reference'.padEnd(20)}${(go / METRICS).toFixed(0).padStart(6)} ns a metric\n`,
  );
process.stdout.write(line('names never seen', Math.min(...times.unseen), go, 3));
process.stdout.write(line('names seen before', Math.min(...times.seen), go, 1));
