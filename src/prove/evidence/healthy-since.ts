import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { arrival } from './arrival/evidence.ts';
import { exporter, pushError } from './exporter.ts';
import { gatewayStatus } from './gateway-status.ts';

/**
 * Time in Unix milliseconds since which an older error in a log is over: the gateway has started again, a push was
 * accepted, or data has arrived: of a metric, or of the exporter's own health.
 */
export const healthySince = defineEvidence({
  name: 'healthySince',
  needs: [],
  uses: [gatewayStatus, exporter, pushError, arrival],
  answer: ({ gatewayStatus, exporter, pushError, arrival }) => {
    const newest = (arrival?.metrics ?? [])
      .filter((metric) => metric.status === 'arrived')
      .map((metric) => metric.newestSample);
    const health = arrival?.health && new Date(arrival.health.newest).toISOString();
    const accepted = pushError ? undefined : exporter?.lastSuccess;
    const times = [gatewayStatus?.process.startedAt, accepted, health, ...newest].flatMap((time) =>
      time ? [Date.parse(time)] : [],
    );
    return times.length > 0 ? known(Math.max(...times)) : notKnown('no start, push or arrival has a time');
  },
});
