import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithServers } from '../harness/with-server.ts';
import { KNOWN_DIFFERENCES, SET_OF_STAGE, SOURCE_SETS, type SetName, expectationOf } from './expected.ts';
import { checked, differenceOf, hashesIn } from './judge.ts';
import { type RunningStage, STAGES, startStage } from './stages.ts';

/** All sets of sources in a full run, one for each stage else. */
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
const sets = Object.keys(SOURCE_SETS) as SetName[];

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

      for (const set of sets.filter((one) => isFull || one === SET_OF_STAGE[name])) {
        const title = `is diagnosed rightly from ${SOURCE_SETS[set].name}`;
        const judge = async (): Promise<void> => {
          const report = await checked(set, stage);
          expect(differenceOf(report, expectationOf(name, set))).toBe('none');
        };
        // A difference that is known must still be one: else the list is out of date.
        const judgedIt = KNOWN_DIFFERENCES[`${name}/${set}`] === undefined ? it : it.fails;
        judgedIt(title, judge);
      }

      it('is never changed by check: its home is the same afterwards', async () => {
        const before = hashesIn(stage.openclaw.home);
        expect(before.size).toBeGreaterThan(0);
        for (const set of sets.filter((one) => isFull || one === SET_OF_STAGE[name]))
          await checked(set, stage);
        expect(hashesIn(stage.openclaw.home)).toEqual(before);
      });
    });
  },
);
