import { describe, expect, it } from 'vitest';
import { FACTS } from './facts.ts';
import { lineById, RELEASE_LINES } from './lines.ts';
import { type Release, releaseOf, releaseOfLine } from './release.ts';
import { isInRange } from './version.ts';

const known = (version: string): Release => {
  const release = releaseOf(version);
  if (release === 'unknown') throw new Error(`${version} is unknown`);
  return release;
};

describe('a release of OpenClaw', () => {
  it.each(['latest', '2026.2', '', 'throughline', '1.2.3'])('is unknown for the text %j', (text) => {
    expect(releaseOf(text)).toBe('unknown');
  });

  it('belongs to a line with all its patches and pre-releases', () => {
    expect(
      ['2026.2.1', 'v2026.2.19', '2026.2.26-1', '2026.9.3-beta.2'].map((each) => known(each).line),
    ).toEqual(['openclaw/2026.2', 'openclaw/2026.2', 'openclaw/2026.2', 'openclaw/2026.9']);
  });

  it('between the lines has none, and its nearest line is a guess', () => {
    expect(known('2026.4.29')).toMatchObject({ line: undefined, nearest: 'openclaw/2026.2' });
    expect(known('2026.7.1')).toMatchObject({ line: undefined, nearest: 'openclaw/2026.9' });
    expect(known('2027.1.3')).toMatchObject({ line: undefined, nearest: 'openclaw/2026.9' });
  });

  it('is measured only where its very package was read', () => {
    expect(['2026.2.19', '2026.2.20', '2026.9.6'].map((each) => known(each).isMeasured)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('sends JSON until 2026.2.21 and protobuf from 2026.2.24 on, and between them it is not known which', () => {
    expect(['2026.2.21', '2026.2.22', '2026.2.24', '2026.9.6'].map((each) => known(each).facts.wire)).toEqual(
      ['json', undefined, 'protobuf', 'protobuf'],
    );
  });

  it('has the plugin in its package until 2026.4.29, and beside it from 2026.5.2 on', () => {
    expect(
      ['2026.2.19', '2026.3.22', '2026.4.29', '2026.5.2'].map((each) => known(each).facts.packaging?.kind),
    ).toEqual(['bundled', undefined, 'bundled', 'external']);
  });

  it('has a counter that grows without traffic from 2026.9.3 on', () => {
    expect(known('2026.9.2').facts.idleCanary).toBeNull();
    expect(known('2026.9.3').facts.idleCanary).toEqual({
      otlp: 'openclaw.gateway.event_loop.observed_ms',
      perSecond: 1_000,
    });
  });

  it('answers each question for the versions that were measured', () => {
    for (const { id } of RELEASE_LINES)
      expect(Object.values(releaseOfLine(id).facts)).not.toContain(undefined);
    expect(lineById('openclaw/2026.9').measured).toBe('2026.9.6');
  });
});

describe('the rows of one question', () => {
  it.each(Object.entries(FACTS))('do not overlap: %s', (_question, rows) => {
    for (const [at, row] of rows.entries()) {
      for (const other of rows.slice(at + 1)) {
        for (const bound of [row.from, other.from]) {
          if (bound !== undefined) expect(isInRange(bound, row) && isInRange(bound, other)).toBe(false);
        }
      }
    }
  });
});
