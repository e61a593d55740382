import { describe, expect, it } from 'vitest';
import { GrafanaError, UnreachableError } from '../sources/index.ts';
import { type Check, defineCheck } from './define-check.ts';
import { Answers } from './define-evidence.ts';
import { runGraph } from './graph.ts';
import { fail, type Judged, type Outcome, pass, skip, unknown, warn } from './outcome.ts';
import { rootCauseOf } from './root-cause.ts';
import { linkReports, verdictOf } from './verdict.ts';
import type { Link, MetricResult } from '../../shared/protocol/report.ts';

const SEEN: Judged = [{ source: 'a.yaml', saw: 'what was judged' }];

function check(
  id: `TL${number}`,
  link: Link,
  run: () => Outcome<1>,
  more: { dependsOn?: `TL${number}`[]; symptom?: boolean } = {},
): Check {
  return defineCheck({
    id,
    link,
    title: id,
    proves: '',
    explain: '',
    severity: 'error',
    modes: [1],
    needs: [],
    run,
    ...more,
  });
}

const absent = () => ({ status: 'unknown', message: 'no backend was given' }) as const;
const run = (...checks: Check[]) => runGraph(checks, { answers: new Answers({}), absent });
const failing = () => fail('broken', []);

describe('runGraph', () => {
  it('asks every check whose answer does not hang on a failed one, and goes on behind the first fault', async () => {
    const findings = await run(
      check('TL101', 'config', failing),
      check('TL102', 'config', () => pass('fine', SEEN), { dependsOn: ['TL101'] }),
      check('TL301', 'sdk', () => pass('fine', SEEN), { dependsOn: ['TL102'] }),
      check('TL501', 'receiver', failing),
    );
    expect(findings.map(({ outcome }) => outcome.status)).toEqual(['fail', 'blocked', 'blocked', 'fail']);
  });

  it('does not run a blocked check at all', async () => {
    let ran = false;
    const blocked = check(
      'TL102',
      'config',
      () => {
        ran = true;
        return pass('', SEEN);
      },
      { dependsOn: ['TL101'] },
    );
    await run(blocked, check('TL101', 'config', failing));
    expect(ran).toBe(false);
  });

  it('is not stopped by what is merely unknown', async () => {
    const findings = await run(
      check('TL101', 'config', () => unknown('?')),
      check('TL102', 'config', () => pass('fine', SEEN), { dependsOn: ['TL101'] }),
    );
    expect(findings.map(({ outcome }) => outcome.status)).toEqual(['unknown', 'pass']);
  });

  it.each([
    new UnreachableError('the connection was cut', 'ECONNRESET'),
    new GrafanaError('Grafana responds 502', 502),
  ])('calls a question open where a server stops to respond in the middle: %s', async (error) => {
    const [finding] = await run(
      check('TL501', 'receiver', () => {
        throw error;
      }),
    );
    expect(finding?.outcome).toMatchObject({ status: 'unknown', message: error.message });
  });

  it('says how to provide a source that is absent, and never passes', async () => {
    const needy = defineCheck({
      id: 'TL601',
      link: 'store',
      title: '',
      proves: '',
      explain: '',
      severity: 'error',
      modes: [],
      needs: ['backend'],
      run: () => pass('', SEEN),
    });
    const [finding] = await runGraph([needy], { answers: new Answers({}), absent });
    expect(finding?.outcome).toMatchObject({
      status: 'unknown',
      message: 'no backend was given',
    });
  });
});

describe('rootCauseOf', () => {
  it('is the first broken link of the path', async () => {
    const findings = await run(check('TL501', 'receiver', failing), check('TL203', 'plugin', failing));
    expect(rootCauseOf(findings)?.check).toBe('TL203');
  });

  it('is a symptom only where nothing else fails', async () => {
    const symptom = check('TL302', 'sdk', failing, { symptom: true });
    expect(rootCauseOf(await run(symptom, check('TL502', 'receiver', failing)))?.check).toBe('TL502');
    expect(rootCauseOf(await run(symptom))?.check).toBe('TL302');
  });

  it('is an error before any warning, and never a note', async () => {
    const warning = check('TL101', 'config', () => warn('odd', []));
    const note = check('TL102', 'config', () => warn('by the way', [], { severity: 'note' }));
    expect(rootCauseOf(await run(warning, check('TL601', 'store', failing)))?.check).toBe('TL601');
    expect(rootCauseOf(await run(warning, note))?.check).toBe('TL101');
    expect(rootCauseOf(await run(note))).toBeNull();
  });
});

describe('verdictOf', () => {
  const metric = (status: MetricResult['status']) => ({ status }) as MetricResult;
  const fine = check('TL101', 'config', () => pass('fine', SEEN));

  it.each([
    ['arriving', ['arrived', 'idle']],
    ['degraded', ['arrived', 'missing']],
    ['idle', ['idle', 'idle']],
    ['undetermined', ['arrived', 'unknown']],
  ] as const)('is %s where nothing fails and the metrics are %s', async (verdict, statuses) => {
    expect(verdictOf(await run(fine), statuses.map(metric))).toBe(verdict);
  });

  it('is arriving for an idle gateway of which another sample was read back', async () => {
    expect(verdictOf(await run(fine), [metric('idle')], true)).toBe('arriving');
    expect(verdictOf(await run(fine), [metric('idle'), metric('missing')], true)).toBe('degraded');
  });

  it('is broken where a link fails, whatever arrived', async () => {
    expect(verdictOf(await run(fine, check('TL502', 'receiver', failing)), [metric('arrived')])).toBe(
      'broken',
    );
  });

  it('is arriving beside checks that are skipped, which block nothing', async () => {
    const absent = check('TL412', 'network', () => skip('there is no mesh'));
    const after = check('TL502', 'receiver', () => pass('fine', SEEN), { dependsOn: ['TL412'] });
    const findings = await run(absent, after);
    expect(findings.map(({ outcome }) => outcome.status)).toEqual(['skip', 'pass']);
    expect(verdictOf(findings, [metric('arrived')])).toBe('arriving');
    expect(rootCauseOf(findings)).toBeNull();
  });

  it('is undetermined where no backend was queried', async () => {
    expect(verdictOf(await run(fine), null)).toBe('undetermined');
  });
});

describe('linkReports', () => {
  it('lets the worst finding of a link speak for it, and a note not at all', async () => {
    const reports = linkReports(
      await run(
        check('TL101', 'config', () => pass('a', SEEN)),
        check('TL102', 'config', failing),
        check('TL701', 'names', () => pass('named', SEEN)),
        check('TL703', 'names', () => warn('by the way', [], { severity: 'note' })),
      ),
    );
    expect(reports.find(({ link }) => link === 'config')).toMatchObject({
      status: 'fail',
      message: 'broken',
    });
    expect(reports.find(({ link }) => link === 'names')).toMatchObject({ status: 'pass', message: 'named' });
    expect(reports.find(({ link }) => link === 'query')?.status).toBe('skip');
  });
});
