import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';

const MINUTE_MS = 60_000;
/** Prometheus rejects samples further ahead. */
const MOST_AHEAD_MS = 10 * MINUTE_MS;
/** A query does not look back further. */
const MOST_BEHIND_MS = 5 * MINUTE_MS;

/** The clocks of the gateway and of the backend agree. */
export const sdkClocksAgree = defineCheck({
  id: 'TL310',
  link: 'sdk',
  title: 'Clocks agree',
  proves: "the gateway's clock and the Date header of the backend's responses are not minutes apart",
  explain:
    'Each data point carries the time of the process that recorded it. Prometheus rejects samples more than ten ' +
    'minutes ahead of its clock. Samples more than five minutes behind are stored, but a query for the present time ' +
    'does not find them. Set the clocks of both nodes by NTP.',
  severity: 'error',
  modes: [50],
  // The identity is read first: its response holds the Date of the backend.
  needs: ['gateway', 'backend', backendIdentity],
  dependsOn: ['TL201', 'TL501'],
  run: async ({ gateway, backend }) => {
    const own = await gateway.clockOffsetMs();
    const others = backend.api.http.clockOffsetMs;
    if (own === undefined || others === undefined)
      return unknown(`${own === undefined ? 'the gateway' : 'the backend'} does not show its time`);
    const apart = own - others;
    const evidence: Judged = [
      { source: `${gateway.url}/api/status`, saw: `${inWords(own)} this process` },
      { source: backend.url, saw: `Date is ${inWords(others)} this process` },
    ];
    const fix = { kind: 'manual', text: 'set the clocks of both nodes by NTP' } as const;
    if (apart > MOST_AHEAD_MS)
      return fail(`the gateway's clock is ${inWords(apart)} the backend's`, evidence, {
        affects: ['every push: its samples are in the future'],
        fix,
      });
    if (-apart > MOST_BEHIND_MS)
      return warn(`the gateway's clock is ${inWords(apart)} the backend's`, evidence, {
        affects: ['queries for the present time, which look back five minutes'],
        fix,
      });
    return pass('the clocks agree', evidence);
  },
});

function inWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const amount = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${amount} ${ms >= 0 ? 'ahead of' : 'behind'}`;
}
