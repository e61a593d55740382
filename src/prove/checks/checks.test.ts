import { describe, expect, it } from 'vitest';
import { FAILURE_MODES, failureMode } from '../../shared/failure-modes/modes.ts';
import { LINKS } from '../../shared/protocol/report.ts';
import { CHECKS, nameOfCheck } from './index.ts';
import { RETIRED_IDS } from './retired.ts';

describe('the checks', () => {
  it('have different ids, and none that is retired', () => {
    const ids = [...CHECKS, ...RETIRED_IDS].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('carry the number of their link in their id, and the link in their name', () => {
    for (const check of CHECKS) {
      const { id, link } = check;
      expect(`${id} ${link}`).toBe(`TL${LINKS.indexOf(link) + 1}${id.slice(3)} ${link}`);
      expect(nameOfCheck(check)).toMatch(new RegExp(`^${link}/[a-z0-9-]+$`));
    }
  });

  it('depend on checks that exist, and never in a circle', () => {
    const byId = new Map(CHECKS.map((check) => [check.id, check]));
    const visit = (id: (typeof CHECKS)[number]['id'], path: readonly string[]): void => {
      expect(path, `${[...path, id].join(' → ')} is a circle`).not.toContain(id);
      const check = byId.get(id);
      expect(check, `${path.at(-1)} depends on ${id}, which does not exist`).toBeDefined();
      for (const next of check?.dependsOn ?? []) visit(next, [...path, id]);
    };
    for (const { id } of CHECKS) visit(id, []);
  });

  it('cover every link', () => {
    expect(LINKS.filter((link) => !CHECKS.some((check) => check.link === link))).toEqual([]);
  });

  it('name every failure mode, and none that does not exist', () => {
    const named = new Set(CHECKS.flatMap(({ modes }) => modes));
    expect(FAILURE_MODES.filter(({ number }) => !named.has(number))).toEqual([]);
    expect([...named].filter((number) => !failureMode(number))).toEqual([]);
  });

  it('have a short title, and say what they prove and what their failure means', () => {
    for (const { proves, explain, title } of CHECKS) {
      expect(title.length).toBeLessThan(40);
      expect(proves).not.toBe('');
      expect(explain.length).toBeGreaterThan(80);
    }
  });
});

describe('the retired ids', () => {
  it('have a reason', () => {
    for (const { reason } of RETIRED_IDS) expect(reason).not.toBe('');
  });
});
