import { ownVantage } from '../../../prove/index.ts';
import { defineSource } from './row.ts';

/** Where this process runs. It needs no flag; it opens connections, so that `--static` leaves it out. */
export const vantage = defineSource({
  name: 'vantage',
  flags: [],
  keys: {},
  hint: 'where this process runs is not known',
  suffices: false,
  named: () => undefined,
  read: async ({ static: isStatic, env, get }) =>
    isStatic ? undefined : ownVantage(await get('gateway'), env),
});
