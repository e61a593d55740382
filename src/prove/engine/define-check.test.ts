import { describe, expect, it } from 'vitest';
import { defineCheck } from './define-check.ts';
import { pass } from './outcome.ts';
import type { Sources } from './sources.ts';

describe('defineCheck', () => {
  it('hands over the sources that were declared, and no other', async () => {
    let seen: string[] = [];
    const check = defineCheck({
      id: 'TL1',
      link: 'config',
      title: 't',
      proves: 'p',
      explain: 'e',
      severity: 'error',
      modes: [],
      needs: ['config'],
      uses: ['gateway'],
      run: (context) => {
        seen = Object.keys(context);
        // @ts-expect-error an undeclared source does not compile
        expect(context.backend).toBeUndefined();
        return pass('');
      },
    });
    const all = { config: 1, gateway: 2, backend: 3, contract: 4 } as unknown as Partial<Sources>;
    await check.runWith(all);
    expect(seen.toSorted()).toEqual(['config', 'gateway']);
  });
});
