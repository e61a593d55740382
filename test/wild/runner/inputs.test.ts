import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serverSpec } from '../../../testbed/servers/index.ts';
import { CI_STAGES } from '../../ci/stages.ts';
import { readInputs } from './read.ts';

const inputs = readInputs(fileURLToPath(new URL('..', import.meta.url)));

describe('the inputs from others', () => {
  it('come from at least 25 repositories', () => {
    const repositories = new Set(inputs.map(({ wild }) => wild.source.split(/[#:]/)[0]));
    expect(repositories.size).toBeGreaterThanOrEqual(25);
  });

  it('are at least 80, and each expects something', () => {
    expect(new Set(inputs.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(80);
    const expectsNothing = inputs.filter(({ one: { expect: wanted } }) =>
      Object.values(wanted).every(
        (value) => value === undefined || (Array.isArray(value) && value.length === 0),
      ),
    );
    expect(expectsNothing.map(({ name }) => name)).toEqual([]);
  });

  it('are healthy in a third of the cases', () => {
    const healthy = inputs.filter(({ one }) => one.healthy).length;
    expect(healthy / inputs.length).toBeGreaterThan(0.3);
  });

  it('start only servers that their stage has', () => {
    const stage = CI_STAGES.find(({ name }) => name === 'wild');
    const there = new Set(stage?.servers.map((id) => serverSpec(id).id));
    const wanted = inputs.flatMap(({ one }) => Object.values(one.servers).map(({ id }) => serverSpec(id).id));
    expect(wanted.filter((id) => !there.has(id))).toEqual([]);
  });
});
