import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Ledger } from '../../shared/protocol/ledger.ts';

/** The running gateway's ledger, and the URL that it was read from. */
export const ledger = defineEvidence({
  name: 'ledger',
  needs: ['gateway'],
  answer: async ({ gateway }) => {
    const read = await gateway.ledger();
    if (!read.ok) return notKnown(read.error);
    if (!read.value) return notKnown('the gateway has no ledger: its telemetry plugin does not run');
    const value: Ledger & { readonly source: string } = {
      ...read.value,
      source: `${gateway.url}/api/telemetry`,
    };
    return known(value);
  },
});
