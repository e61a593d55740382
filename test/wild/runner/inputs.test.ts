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
