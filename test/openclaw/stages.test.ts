import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';
import {
  type Expectation,
  KNOWN_DIFFERENCES,
  SET_OF_STAGE,
  SOURCE_SETS,
  SYMPTOM,
  type SetName,
  expectationOf,
} from './expected.ts';
import { type RunningStage, STAGES, startStage } from './stages.ts';

/** All sets of sources in a full run, one for each stage else. */
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
const sets = Object.keys(SOURCE_SETS) as SetName[];

interface Report {
  readonly verdict: string;
  readonly rootCause: {
    readonly check: string;
    readonly modes: readonly number[];
    readonly summary: string;
  } | null;
}

await describeWithServers(
  ['openclaw', 'prometheus@3.5', 'victoriametrics'],
  'a real OpenClaw 2026.2.19',
  ([openclaw, prometheus, victoriametrics]) => {
    describe.each(STAGES)('in stage %s', (name) => {
      let stage: RunningStage;
      beforeAll(async () => {
        if (!openclaw || !prometheus || !victoriametrics) throw new Error('a server is missing');
        stage = await startStage(name, { openclaw, prometheus, victoriametrics });
      });
      afterAll(() => stage?.stop());

      const check = async (set: SetName): Promise<Report> => {
        const { stdout, stderr } = await throughline([
          'check',
          ...SOURCE_SETS[set].args(stage),
          '-o',
          'json',
        ]);
        if (stdout === '') throw new Error(stderr);
        return JSON.parse(stdout) as Report;
      };

      for (const set of sets.filter((one) => isFull || one === SET_OF_STAGE[name])) {
        const title = `is diagnosed rightly from ${SOURCE_SETS[set].name}`;
        const judge = async (): Promise<void> => {
          const report = await check(set);
          expect(differenceOf(report, expectationOf(name, set))).toBe('none');
        };
        // A difference that is known must still be one: else the list is out of date.
        const judgedIt = KNOWN_DIFFERENCES[`${name}/${set}`] === undefined ? it : it.fails;
        judgedIt(title, judge);
      }

      it('is never changed by check: its home is the same afterwards', async () => {
        const before = hashesIn(stage.openclaw.home);
        expect(before.size).toBeGreaterThan(0);
        for (const set of sets.filter((one) => isFull || one === SET_OF_STAGE[name])) await check(set);
        expect(hashesIn(stage.openclaw.home)).toEqual(before);
      });
    });
  },
);

/** In what a report differs from what is expected. */
function differenceOf({ verdict, rootCause }: Report, { verdicts, modes, orSymptom }: Expectation): string {
  if (!verdicts.includes(verdict)) return `the verdict is ${verdict}, not ${verdicts.join(' or ')}`;
  if (orSymptom && (rootCause === null || rootCause.check === SYMPTOM)) return 'none';
  const cause = rootCause === null ? 'nothing' : `${rootCause.check}, mode ${rootCause.modes.join(', ')}`;
  if (modes.length === 0) return rootCause === null ? 'none' : `the root cause is ${cause}, not nothing`;
  const isNamed = rootCause?.modes.some((mode) => modes.includes(mode)) ?? false;
  return isNamed ? 'none' : `the root cause is ${cause}, not mode ${modes.join(' or ')}`;
}

/** The hash of each file below a folder, by its path. */
function hashesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(existsSync)
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
