import { defineEvidence, known } from '../../engine/define-evidence.ts';
import { backendIdentity } from '../backend-identity.ts';
import { ledger } from '../ledger.ts';
import { type Arrival, readArrival } from './arrival.ts';

/** The contract compared with what the backend stores and, if there is a gateway, with its ledger. */
export const arrival = defineEvidence({
  name: 'arrival',
  needs: ['backend', 'contract', 'clock', backendIdentity],
  uses: [ledger],
  answer: async ({ backend, backendIdentity, contract, ledger = null, clock }) => {
    const read: Arrival = await readArrival({
      contract,
      identity: backendIdentity,
      api: backend.api,
      ledger,
      ...clock,
    });
    return known(read);
  },
});
