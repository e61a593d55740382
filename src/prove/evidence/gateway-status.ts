import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';

/** The running gateway's status, and the URL that it was read from. */
export const gatewayStatus = defineEvidence({
  name: 'gatewayStatus',
  needs: ['gateway'],
  answer: async ({ gateway }) => {
    const status = await gateway.status();
    if (!status.ok) return notKnown(status.error);
    const read: GatewayStatusReading & { readonly source: string } = {
      ...status.value,
      source: `${gateway.url}/api/status`,
    };
    return known(read);
  },
});
