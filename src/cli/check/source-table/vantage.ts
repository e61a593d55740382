import { thisPlace } from '../../../prove/index.ts';
import { defineSource } from './row.ts';

/** Where this process runs. It needs no flag; it opens connections, so that `--static` leaves it out. */
export const vantage = defineSource({
  name: 'place',
  flags: [],
  keys: {},
  hint: 'the vantage of this process is not known',
  suffices: false,
  named: () => undefined,
  read: async ({ static: isStatic, env, get }) =>
    isStatic ? undefined : thisPlace(await get('gateway'), env),
});
