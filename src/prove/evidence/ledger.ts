import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Ledger } from '../../shared/protocol/ledger.ts';

/** The running gateway's ledger, and the URL that it was read from. */
export const ledger = defineEvidence({
  name: 'ledger',
  needs: ['gateway'],
  answer: async ({ gateway }) => {
    const asked = await gateway.ledger();
    if (!asked.ok) return notKnown(asked.error);
    if (!asked.value) return notKnown('the gateway has no ledger: its telemetry plugin does not run');
    const read: Ledger & { readonly source: string } = {
      ...asked.value,
      source: `${gateway.url}/api/telemetry`,
    };
    return known(read);
  },
});
