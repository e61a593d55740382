import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { Vantage } from '../views/vantage.ts';

/** Tests of names and connections, as the gateway would see them. */
export type GatewayNetwork = Pick<Vantage, 'resolve' | 'connect' | 'handshake'>;

/** From where this run tests names and connections. */
export interface GatewayVantage {
  /** In words, for evidence. */
  readonly where: string;
  /** Undefined where this process does not run where the gateway does: a test from here would prove nothing. */
  readonly network: GatewayNetwork | undefined;
}

/** Whether names and connections can be tested as the gateway sees them: by its status, which names host and process. */
export const gatewayVantage = defineEvidence({
  name: 'gatewayVantage',
  needs: ['vantage'],
  answer: async ({ vantage }) => {
    const [where, isGateways] = await Promise.all([vantage.describe(), vantage.isGatewayVantage()]);
    return known<GatewayVantage>({ where, network: isGateways ? vantage : undefined });
  },
});
