import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../prove/index.ts';
import { UsageError } from '../usage-error.ts';
import { findCheck } from './find.ts';
import { failureModePage } from './mode-page.ts';
import { checkList, checkPage } from './page.ts';

describe('findCheck', () => {
  it.each(['TL203', 'tl203', 'plugin/enabled', 'Plugin/Enabled'])('finds the check by %s', (text) => {
    expect(findCheck(text).id).toBe('TL203');
  });

  it.each([
    ['plugin/enabeld', 'plugin/enabled'],
    ['metrics-urls', 'config/metrics-url'],
    ['TL2O3', 'TL203'],
  ])('suggests the nearest check for %s', (text, near) => {
    expect(() => findCheck(text)).toThrow(
      new UsageError(
        `there is no check ${text}; did you mean ${near}? "throughline explain" lists all checks`,
      ),
    );
  });

  it('suggests none where none is near', () => {
    expect(() => findCheck('some-other-thing')).toThrow(
      'there is no check some-other-thing; "throughline explain" lists all checks',
    );
  });

  it('says why an id that was never used is not a check', () => {
    expect(() => findCheck('tl202')).toThrow(/^TL202 is not a check: never used/);
  });
});

describe('the pages of the checks', () => {
  it('show id, name, title and what the check depends on', () => {
    const page = checkPage(findCheck('TL204'));
    expect(page).toMatch(/^TL204 {2}Plugin diagnostics-otel runs\n/);
    expect(page).toMatch(/^ {2}name +plugin\/runs$/m);
    expect(page).toMatch(/^ {2}depends on +TL201$/m);
  });

  it('are listed with id, name and title', () => {
    const lines = checkList().split('\n');
    expect(lines).toHaveLength(CHECKS.length);
    expect(lines).toContainEqual(
      expect.stringMatching(/^TL204 {2}plugin\/runs +Plugin diagnostics-otel runs$/),
    );
  });
});

describe('the pages of the failure modes', () => {
  it('show what the mode means, its fix and the checks that name it', () => {
    const page = failureModePage(36);
    expect(page).toMatch(/^Failure mode 36: The operator does not know the field\n/);
    expect(page).toContain('Fix: Upgrade the custom resource definitions');
    expect(page).toMatch(/^ {2}TL505 {2}receiver\/operator-field-kept$/m);
    expect(page).toContain('docs/reference/failure-modes.md#36-operator-field-pruned');
  });

  it('show known defects of servers', () => {
    expect(failureModePage(46)).toContain('Prometheus up to 3.6: Metrics with delta temporality are dropped');
  });

  it('name the numbers that exist', () => {
    expect(() => failureModePage(1_000)).toThrow('the numbers go up to');
  });
});
