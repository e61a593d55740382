import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import {
  readScenarios,
  runScenarios,
  type ScenarioFolder,
  type ScenarioResult,
} from '../../testbed/scenario/index.ts';
import { createProgress, serverForTest, thisMachine } from '../../testbed/servers/index.ts';
import { CHECKS } from '../../src/prove/index.ts';
import { ENTRY } from '../harness/throughline.ts';
import { UNPROVED } from './unproved.ts';

/** All scenarios share servers, so the last one waits for those before it. */
const WHOLE_RUN_MS = 25 * 60_000;

const all = readScenarios([fileURLToPath(new URL('.', import.meta.url))]);

const missing = new Map<string, string>();
const progress = createProgress(process.stderr);
for (const flavour of new Set(all.flatMap(flavoursOf))) {
  if (flavour === 'embedded' || flavour === 'none') continue;
  const found = await serverForTest(flavour, thisMachine(), progress);
  if (!found.here) missing.set(flavour, found.why);
}
progress.end();
for (const why of missing.values()) process.stderr.write(`SKIPPED: scenarios: ${why}\n`);

const here = all.filter((one) => flavoursOf(one).every((flavour) => !missing.has(flavour)));
const interrupted = new AbortController();
const waiting = new Map<string, (result: ScenarioResult) => void>();
const results = new Map(
  here.map(({ name }) => [
    name,
    new Promise<ScenarioResult>((resolve) => {
      waiting.set(name, resolve);
    }),
  ]),
);
const whole = runScenarios(here, {
  entry: ENTRY,
  jobs: 2,
  twins: true,
  signal: interrupted.signal,
  onResult: (result) => waiting.get(result.scenario)?.(result),
});
whole.catch(() => undefined);
afterAll(async () => {
  interrupted.abort();
  await whole;
}, 120_000);

/** The servers of a scenario and of its twin, which may have another one. */
function flavoursOf({ scenario: { given, fixed } }: Pick<ScenarioFolder, 'scenario'>): string[] {
  const { backend } = (fixed?.given ?? {}) as { backend?: { flavour?: string } };
  return [given.backend.flavour, ...(backend?.flavour === undefined ? [] : [backend.flavour])];
}

describe('each scenario has the expected diagnosis, and a healthy twin', () => {
  it.for(all.map((one) => ({ ...one, title: one.scenario.title })))(
    '$name: $title',
    { timeout: WHOLE_RUN_MS },
    async ({ name, ...one }, { skip }) => {
      const [why] = flavoursOf(one).flatMap((flavour) => missing.get(flavour) ?? []);
      if (why !== undefined) skip(why);
      // A server that does not start ends the whole run. The error is reported here.
      const result = await Promise.race([results.get(name), whole.then(() => results.get(name))]);
      expect({ differences: result?.differences, alarms: result?.twin?.alarms ?? [] }).toEqual({
        differences: [],
        alarms: [],
      });
    },
  );
});

describe.skipIf(missing.size > 0)('the scenarios together', () => {
  it(
    'have unique names',
    () => {
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    },
    WHOLE_RUN_MS,
  );

  it(
    'show each check failing in one and passing in another, except for the listed ones',
    async () => {
      const ran = await whole;
      const failing = new Set(
        ran.flatMap(({ found, twin }) => [found, twin?.found].flatMap((one) => one?.findings ?? [])),
      );
      const passing = new Set(ran.flatMap(({ passed }) => passed));
      const ids = CHECKS.map(({ id }) => id);
      expect({
        failing: ids.filter((id) => !failing.has(id)),
        passing: ids.filter((id) => !passing.has(id)),
      }).toEqual(UNPROVED);
    },
    WHOLE_RUN_MS,
  );
});
