import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFECTS, FAILURE_MODES, failureMode, fixOfMode, modePage } from './modes.ts';
import { failureModesSchema } from './schema.ts';

describe('the failure modes', () => {
  it('are at least the 78 that have been found, by their numbers', () => {
    expect(FAILURE_MODES.length).toBeGreaterThanOrEqual(78);
    for (const mode of FAILURE_MODES) expect(failureMode(mode.number)).toBe(mode);
    expect(failureMode(36)).toMatchObject({ number: 36, slug: 'operator-field-pruned' });
    expect(failureMode(1_000)).toBeUndefined();
    expect(failureMode(0)).toBeUndefined();
  });

  it('each have a section in the docs', () => {
    expect(modePage(36)).toBe('docs/reference/failure-modes.md#36-operator-field-pruned');
    expect(modePage(1_000)).toBeUndefined();
    const page = readFileSync('docs/reference/failure-modes.md', 'utf8');
    const lacking = FAILURE_MODES.filter(
      ({ number, slug }) => !page.includes(`<a id="${number}-${slug}"></a>`),
    );
    expect(lacking).toEqual([]);
  });

  it('each have a fix that can be a part of a sentence', () => {
    expect(fixOfMode(71)).toBe(
      'set -distributor.otel-metric-suffixes-enabled=true, or query the names without suffixes',
    );
  });

  it('come with at least 12 known defects of servers, half of them measured or more', () => {
    expect(DEFECTS.length).toBeGreaterThanOrEqual(12);
    const measured = DEFECTS.filter(({ known }) => known === 'measured');
    expect(measured.length).toBeGreaterThan(DEFECTS.length / 2);
  });
});

describe('failure-modes.yaml', () => {
  const read = (): { modes: { number: number }[]; messages: Record<string, unknown>[] } =>
    parse(readFileSync('src/shared/failure-modes/failure-modes.yaml', 'utf8'));
  const errorOf = (data: unknown): string => failureModesSchema.safeParse(data).error?.message ?? '';

  it('is valid', () => {
    expect(errorOf(read())).toBe('');
  });

  it('is rejected with a message that names no existing mode', () => {
    const data = read();
    data.messages[0] = { ...data.messages[0], modes: [999] };
    expect(errorOf(data)).toContain('names mode 999, which does not exist');
  });

  it('is rejected with a number that was used before', () => {
    const data = read();
    data.modes.splice(36, 0, ...data.modes.slice(30, 31));
    expect(errorOf(data)).toContain('mode 31 follows 36: the numbers ascend');
  });

  it('is rejected with a pattern that Loki does not know', () => {
    const data = read();
    data.messages[0] = { ...data.messages[0], reveals: [{ pattern: '(?=a)b', by: 'x', source: 'x' }] };
    expect(errorOf(data)).toContain('RE2');
  });
});
