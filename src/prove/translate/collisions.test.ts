import { describe, expect, it } from 'vitest';

import { labelCollisions } from './collisions.ts';
import { escapedLabel } from './label-name.ts';

describe('labelCollisions', () => {
  it('names the keys that become one label', () => {
    expect(labelCollisions(['foo.bar', 'x', 'foo_bar', 'foo-bar'], escapedLabel)).toEqual(
      new Map([['foo_bar', ['foo.bar', 'foo_bar', 'foo-bar']]]),
    );
  });

  it('finds none where each key becomes a different label', () => {
    expect(labelCollisions(['a', 'b.c'], escapedLabel).size).toBe(0);
  });
});
