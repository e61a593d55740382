import { describe, expect, it } from 'vitest';
import { defineCheck } from './define-check.ts';
import { fail, type Judged, pass } from './outcome.ts';
import type { Sources } from './sources.ts';

const SEEN: Judged = [{ source: 'a.yaml', saw: 'what was judged' }];

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
        return pass('', SEEN);
      },
    });
    const all = { config: 1, gateway: 2, backend: 3, contract: 4 } as unknown as Partial<Sources>;
    await check.runWith(all);
    expect(seen.toSorted()).toEqual(['config', 'gateway']);
  });

  const declaration = {
    id: 'TL2',
    link: 'config',
    title: 't',
    proves: 'p',
    explain: 'e',
    severity: 'error',
    needs: [],
  } as const;

  it('compiles no outcome with a failure mode that is not declared', async () => {
    const check = defineCheck({
      ...declaration,
      modes: [1, 2],
      // @ts-expect-error mode 3 is not declared
      run: () => fail('broken', [], { modes: [3] }),
    });
    await expect(check.runWith({})).rejects.toThrow('TL2 names failure modes that it does not declare: 3');
  });

  it('throws on an undeclared failure mode where the compiler sees only a number', async () => {
    const declared: readonly number[] = [1, 2];
    const naming = (mode: number) =>
      defineCheck({ ...declaration, modes: declared, run: () => fail('broken', [], { modes: [mode] }) });
    await expect(naming(3).runWith({})).rejects.toThrow('TL2 names failure modes');
    await expect(naming(2).runWith({})).resolves.toMatchObject({ modes: [2] });
  });
});
