import { describe, expect, it } from 'vitest';
import type { Report } from '../../prove/index.ts';
import { exitCodeOf } from './exit-code.ts';

const report = (verdict: Report['verdict'], ...statuses: string[]) =>
  ({ verdict, checks: statuses.map((status) => ({ status })) }) as unknown as Report;

describe('the exit code of check', () => {
  it.each<[number, Report['verdict'], boolean, 'error' | 'warning', string[]]>([
    [0, 'arriving', false, 'warning', ['pass']],
    [1, 'broken', true, 'warning', ['fail']],
    [1, 'degraded', false, 'warning', ['warn']],
    [0, 'degraded', false, 'error', ['warn']],
    [3, 'idle', false, 'warning', ['pass']],
    [3, 'undetermined', false, 'warning', ['pass', 'unknown']],
    [0, 'undetermined', true, 'warning', ['pass', 'unknown']],
    // Nothing was judged, so nothing is said of the files.
    [3, 'undetermined', true, 'warning', ['unknown', 'skip']],
  ])('is %i for %s, with --static %s and --fail-on %s', (code, verdict, isStatic, failOn, statuses) => {
    expect(exitCodeOf(report(verdict, ...statuses), { static: isStatic, failOn })).toBe(code);
  });

  it.each<[number, Report['verdict'], string[]]>([
    // A sync that waits for it would never bring what is not there yet.
    [0, 'undetermined', ['unknown', 'skip']],
    [0, 'undetermined', ['pass', 'unknown']],
    [1, 'broken', ['fail', 'unknown']],
  ])('is %i for %s before the sync of a PodTemplate', (code, verdict, statuses) => {
    const options = { static: true, failOn: 'error', ofPodTemplate: true } as const;
    expect(exitCodeOf(report(verdict, ...statuses), options)).toBe(code);
  });
});
