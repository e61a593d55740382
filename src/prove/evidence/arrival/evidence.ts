import { defineEvidence, known } from '../../engine/define-evidence.ts';
import { UnreachableError } from '../../sources/index.ts';
import { type Arrival, readArrival } from './arrival.ts';

/** The contract held against what the backend stores; with a gateway, against its ledger, too. */
export const arrival = defineEvidence({
  name: 'arrival',
  needs: ['backend', 'contract', 'clock'],
  uses: ['gateway'],
  answer: async ({ backend, contract, gateway, clock }) => {
    const [identity, ledger] = await Promise.all([backend.identity(), gateway?.ledger()]);
    if (!identity.ok) throw new UnreachableError(identity.error, '');
    const read: Arrival = await readArrival({
      contract,
      identity: identity.value,
      api: backend.api,
      ledger: ledger?.ok ? ledger.value : null,
      ...clock,
    });
    return known(read);
  },
});
