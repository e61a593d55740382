import { type Contract, expectedMetrics, identityLabels } from '../../contract/index.ts';
import { selectorOf } from '../../sources/index.ts';
import type { BackendView } from '../../views/backend.ts';
import { type Result, resultOf } from '../../views/result.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown } from '../../engine/outcome.ts';

/** Pushes that one backend holds, by their time in Unix milliseconds. */
interface Held {
  readonly url: string;
  readonly pushes: ReadonlySet<number>;
}

/** Flush intervals that are compared. */
const INTERVALS = 6;
const LEAST_WINDOW_MS = 20_000;
/** A newer push may still be on its way to one of them. */
const SETTLING_MS = 3_000;
/** Of the pushes that any of them holds, the share that one may lack: a restart, a moment of scraping. */
const LACKING = 0.25;

/** Each replica holds what the others hold. */
export const receiverReplicasComplete = defineCheck({
  id: 'TL510',
  link: 'receiver',
  title: 'Replicas hold every push',
  proves: 'each backend that was given holds the pushes that the others hold',
  explain:
    'A Service in front of several Prometheus gives each push to one of them: every replica then has a part, and ' +
    'graphs have holes, or jump, depending on which one is queried. Pushes are compared by their time, which is the same in ' +
    'each copy. Push to every replica (a collector with one exporter each), or to one that the others read.',
  severity: 'error',
  modes: [43, 75],
  needs: ['replicas', 'backend', 'contract', 'clock'],
  dependsOn: ['TL501'],
  run: async ({ replicas, backend, contract, clock }) => {
    const now = clock.now();
    const asked = await Promise.all(
      [backend, ...replicas].map(async (view) => ({
        url: view.url,
        answer: await pushesIn(view, contract, now),
      })),
    );
    const silent = asked.find(({ answer }) => !answer.ok);
    if (silent && !silent.answer.ok)
      return unknown(`${silent.url} could not be queried: ${silent.answer.error}`);
    const held = asked.flatMap(({ url, answer }): Held[] =>
      answer.ok ? [{ url, pushes: answer.value }] : [],
    );
    const all = new Set(held.flatMap(({ pushes }) => [...pushes]));
    const evidence = held.map(({ url, pushes }) => ({
      source: url,
      saw: `${pushes.size} of the ${all.size} pushes that any of them holds`,
    }));
    const seen = judged(evidence);
    if (all.size < 2 || !seen)
      return unknown('too few pushes are stored to compare; run again with --wait', evidence);
    const lacking = held.filter(({ pushes }) => all.size - pushes.size > Math.max(1, all.size * LACKING));
    const [first] = lacking;
    if (!first) return pass(`${held.length} backends hold the same ${all.size} pushes`, seen);
    return fail(
      `${lacking.length} of ${held.length} backends have a part of the pushes: ${first.url} has ${first.pushes.size} of ${all.size}`,
      evidence,
      {
        modes: [43],
        affects: ['whatever reads from one of them: graphs with holes, alerts that come and go'],
        fix: {
          kind: 'manual',
          text: 'push to each replica by its own address, or by a collector that does; a Service sends each push to one',
        },
      },
    );
  },
});

async function pushesIn(view: BackendView, contract: Contract, now: number): Promise<Result<Set<number>>> {
  const known = await view.identity();
  if (!known.ok) return known;
  const { backend } = known.value;
  const names = expectedMetrics(contract, backend).map(({ countSeries }) => countSeries);
  const selector = selectorOf(names, identityLabels(contract, backend));
  const windowMs = Math.max(INTERVALS * contract.flushIntervalMs, LEAST_WINDOW_MS);
  const stored = await resultOf(view.api.samples(selector, windowMs, now));
  if (!stored.ok) return stored;
  const times = stored.value.flatMap(({ samples }) => samples.map(({ at }) => at));
  return { ok: true, value: new Set(times.filter((at) => at < now - SETTLING_MS)) };
}
