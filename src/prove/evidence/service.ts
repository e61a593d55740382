import { isOfGateway, serviceNameOf } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { SettingOwner } from './setting-names.ts';

/** The service whose metrics are judged. */
export interface Service {
  /** Whose settings may be named. */
  readonly owner: Extract<SettingOwner, 'gateway' | 'service'>;
  /** Its `service.name`, without a namespace. */
  readonly name: string;
}

const GATEWAY: Service = { owner: 'gateway', name: 'openclaw' };

/**
 * The service of the run: this project's gateway where its configuration, its status or no contract was given, else the
 * one that the contract describes. A finding about another service names no setting of the gateway.
 */
export const service = defineEvidence({
  name: 'service',
  needs: [],
  uses: ['config', 'gateway', 'contract'],
  answer: ({ config, gateway, contract }) => {
    if (config || gateway || !contract || isOfGateway(contract)) return known(GATEWAY);
    const other: Service = {
      owner: 'service',
      name: serviceNameOf(contract),
    };
    return known(other);
  },
});
