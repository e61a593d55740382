import { describe, expect, it } from 'vitest';
import { secondsLeft } from './build-estimate.ts';

const prometheus = { id: 'prometheus', coldSeconds: 250 };
const mimir = { id: 'mimir', coldSeconds: 100 };

describe('the estimate of builds', () => {
  it('adds up, since servers are built one after the other', () => {
    const seconds = secondsLeft({ left: [prometheus, mimir], running: 0, built: [] });
    expect([...seconds]).toEqual([
      ['prometheus', 250],
      ['mimir', 350],
    ]);
  });

  it('counts down while a build runs', () => {
    expect(secondsLeft({ left: [prometheus], running: 200, built: [] }).get('prometheus')).toBe(50);
  });

  it('never says that a build is over while it still runs', () => {
    expect(secondsLeft({ left: [prometheus], running: 900, built: [] }).get('prometheus')).toBe(10);
  });

  it('follows how slow the builds before were', () => {
    const built = [{ ...prometheus, seconds: 500 }];
    expect(secondsLeft({ left: [mimir], running: 0, built }).get('mimir')).toBe(200);
  });
});
