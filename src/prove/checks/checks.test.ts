import { describe, expect, it } from 'vitest';
import { LINKS } from '../engine/links.ts';
import { RETIRED_IDS } from './retired.ts';
import { CHECKS } from './index.ts';

describe('the checks', () => {
  it('have ids of their own, none used again', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => RETIRED_IDS.has(id))).toEqual([]);
  });

  it('carry the number of their link in their id', () => {
    for (const { id, link } of CHECKS)
      expect(`${id} ${link}`).toBe(`TL${LINKS.indexOf(link) + 1}${id.slice(3)} ${link}`);
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

  it('say what they prove and what their failure means', () => {
    for (const { proves, explain, title } of CHECKS) {
      expect(title.length).toBeLessThan(40);
      expect(proves).not.toBe('');
      expect(explain.length).toBeGreaterThan(80);
    }
  });
});
