import { defineEvidence, known } from '../engine/define-evidence.ts';
import { exporter } from './exporter.ts';
import { gatewayStatus } from './gateway-status.ts';

/**
 * Time in Unix milliseconds from which stored samples show that the gateway's pushes arrive; 0 where every sample does. What is
 * older was pushed with another configuration: it stays in the backend for some intervals after a reload. Infinity where the
 * exporter has pushed nothing since it was set up.
 */
export const pushedSince = defineEvidence({
  name: 'pushedSince',
  needs: [gatewayStatus, exporter],
  answer: ({ gatewayStatus: { config }, exporter: { accepted, lastSuccess } }) => {
    if (accepted === 0) return known(Infinity);
    const loadedAt = Date.parse(config.loadedAt ?? '');
    // Where no push has followed, the reload did not set the exporter up again: its earlier pushes count.
    const hasPushed = Date.parse(lastSuccess ?? '') > loadedAt;
    return known(hasPushed ? loadedAt : 0);
  },
});
