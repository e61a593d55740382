import { isDeepStrictEqual } from 'node:util';
import { type FoundServer, startBackend, type RunningBackend } from '../../testbed/servers/index.ts';
import {
  type Backend,
  createTranslator,
  metricFromJson,
  type MetricJson,
  type Translator,
  type Version,
} from '../../src/prove/translate/index.ts';
import { ask, marked, openStore, type Seen, unmarked } from './ask.ts';
import { generate, simpler } from './generate.ts';
import { generatePushes } from './generate-pushes.ts';
import { conformPushes, type PushesResult, together } from './pushes.ts';
import { type ConformanceServer, setupsOf } from './setups.ts';

/** A metric for which server and translation disagree, as small as possible. */
export interface Disagreement {
  readonly server: string;
  readonly setup: string;
  readonly backend: Backend;
  readonly metric: MetricJson;
  readonly predicted: Seen;
  readonly seen: Seen;
}

export interface ServerResult {
  readonly server: string;
  readonly version: string;
  readonly setups: number;
  readonly metrics: number;
  readonly ms: number;
  readonly disagreements: readonly Disagreement[];
  /** Pushes of several metrics, which collide on purpose. */
  readonly pushes: PushesResult;
}

export interface RunOptions {
  readonly server: ConformanceServer;
  readonly found: FoundServer;
  readonly seed: number;
  /** For all setups of the server together. */
  readonly count: number;
  readonly onProgress?: (line: string) => void;
}

/** Of so many metrics that are pushed alone, one push has several. */
const METRICS_A_PUSH = 5;

/** Each round tries everything that is one step simpler; more rounds than any generated metric needs. */
const MOST_ROUNDS = 60;
/** More of the same setup are mostly the same disagreement. */
const MOST_SHRUNK = 3;

/** Pushes the metrics of a seed to a server in all its setups, and compares the result with the prediction. */
export async function conform({ server, found, seed, count, onProgress }: RunOptions): Promise<ServerResult> {
  const begun = performance.now();
  const setups = setupsOf(server, versionOf(found.spec.version));
  const each = Math.ceil(count / setups.length);
  const disagreements: Disagreement[] = [];
  const pushed: PushesResult[] = [];
  for (const [at, setup] of setups.entries()) {
    const backend = await startBackend(found, setup.start);
    try {
      const different = await conformSetup(
        backend,
        createTranslator(setup.backend),
        generate(seed + at, each),
      );
      disagreements.push(
        ...different.map((one) => ({
          server: found.spec.id,
          setup: setup.title,
          backend: setup.backend,
          ...one,
        })),
      );
      const several = generatePushes(seed + at, Math.ceil(each / METRICS_A_PUSH));
      const result = await conformPushes(backend, setup.backend, several);
      pushed.push(result);
      onProgress?.(
        `${server}, ${setup.title}: ${each} metrics, ${different.length} differ; ` +
          `${result.pushes} pushes of several, ${result.differences.length} differ`,
      );
    } finally {
      await backend.stop();
    }
  }
  return {
    server,
    version: found.version,
    setups: setups.length,
    metrics: each * setups.length,
    ms: Math.round(performance.now() - begun),
    disagreements,
    pushes: together(pushed),
  };
}

export type Difference = Pick<Disagreement, 'metric' | 'predicted' | 'seen'>;

/** Compares on one running server, and reduces each disagreement to a small example. */
export async function conformSetup(
  backend: RunningBackend,
  translator: Translator,
  metrics: readonly MetricJson[],
  opened: () => Promise<void> = async () => {},
): Promise<Difference[]> {
  await openStore(backend);
  await opened();
  const different = await compare(backend, translator, metrics);
  const shrunk: Difference[] = [];
  for (const one of different.slice(0, MOST_SHRUNK)) shrunk.push(await shrink(backend, translator, one));
  return [...shrunk, ...different.slice(MOST_SHRUNK)];
}

async function compare(
  backend: RunningBackend,
  translator: Translator,
  metrics: readonly MetricJson[],
): Promise<Difference[]> {
  const asked = metrics.map(marked);
  const predictions = asked.map((metric) => predict(translator, metric));
  const expected = predictions.filter(({ labels }) => labels !== null).length;
  const seen = await ask(backend, asked, expected);
  return asked.flatMap((metric, at): Difference[] => {
    const [predicted, found] = [predictions[at], seen[at]];
    if (!predicted || !found || same(predicted, found)) return [];
    return [{ metric, predicted, seen: found }];
  });
}

function predict(translator: Translator, metric: MetricJson): Seen {
  const { status, series, labels, targetInfo } = translator.translate(metricFromJson(metric));
  return { status, series, labels, targetInfo };
}

function same(a: Seen, b: Seen): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

/** Labels have no order. */
function plain({ status, series, labels, targetInfo }: Seen): unknown {
  return {
    status,
    series,
    labels: labels && { ...labels },
    targetInfo: targetInfo.map((set) => ({ ...set })),
  };
}

/** Simplifies a metric step by step, as long as the server still disagrees. */
async function shrink(
  backend: RunningBackend,
  translator: Translator,
  first: Difference,
): Promise<Difference> {
  let smallest = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const different = await compare(backend, translator, [...simpler(unmarked(smallest.metric))]);
    const found = different
      .toSorted((a, b) => sizeOf(a) - sizeOf(b))
      .find((one) => sizeOf(one) < sizeOf(smallest));
    if (!found) break;
    smallest = found;
  }
  return smallest;
}

function sizeOf({ metric }: Difference): number {
  return JSON.stringify(unmarked(metric)).length;
}

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map((part) => Number.parseInt(part, 10));
  return { major, minor, patch };
}
