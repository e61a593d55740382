import { describe, expect, it } from 'vitest';
import { configOf } from '../../../../test/support/gateway-context.ts';
import { changedPaths } from './changes.ts';
import { effectOf, sectionsWithoutEffect, waitsForRestart } from './effects.ts';

describe('changedPaths', () => {
  it('names each setting that differs; a list counts as one', () => {
    const before = { a: { b: 1, c: [1, 2] }, d: 'x' };
    expect(changedPaths(before, { a: { b: 2, c: [1, 3] }, e: true })).toEqual(['a.b', 'a.c', 'd', 'e']);
    expect(changedPaths(before, structuredClone(before))).toEqual([]);
  });
});

describe('effectOf', () => {
  it.each([
    ['gateway.port', 'listener'],
    ['gateway.auth.token', 'live'],
    ['plugins.entries.telegram.enabled', 'plugins'],
    ['diagnostics.otel.endpoint', 'plugins'],
    ['session.stuckAfterMs', 'live'],
  ])('maps a change of %s to the effect %s', (path, effect) => {
    expect(effectOf(path)).toBe(effect);
  });

  it('has a row for every section of the schema', () => {
    expect(sectionsWithoutEffect(configOf())).toEqual([]);
  });
});

describe('waitsForRestart', () => {
  it('depends on gateway.reload.mode', () => {
    expect(waitsForRestart('gateway.port', 'hybrid')).toBe(false);
    expect(waitsForRestart('gateway.port', 'hot')).toBe(true);
    expect(waitsForRestart('session.stuckAfterMs', 'hot')).toBe(false);
    expect(waitsForRestart('session.stuckAfterMs', 'restart')).toBe(true);
  });
});
