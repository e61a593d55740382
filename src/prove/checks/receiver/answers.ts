import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { knownCode } from '../../../shared/failure-modes/match.ts';

/** By status of the response. */
const MODES: Readonly<Record<number, readonly number[]>> = { 401: [38], 403: [38], 404: [37], 503: [41] };

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'give credentials in THROUGHLINE_BACKEND_TOKEN, or a tenant in THROUGHLINE_BACKEND_HEADERS',
  403: 'give other credentials in THROUGHLINE_BACKEND_TOKEN, or a tenant in THROUGHLINE_BACKEND_HEADERS',
  404: 'give --backend with the prefix that its routes have, and the same in diagnostics.otel.endpoint',
  503: 'wait until it has started: throughline check --wait 5m',
};

const TRUST =
  'name the PEM file of its authority in THROUGHLINE_BACKEND_CA_FILE, and see that its certificate is for this host';

/** The backend responds to its query API. */
export const receiverAnswers = defineCheck({
  id: 'TL501',
  link: 'receiver',
  title: 'Backend responds',
  proves: 'the query API of the backend responds to this process',
  explain:
    'Whether anything arrived can only be read from the backend itself. Where it does not respond it is down, still ' +
    'starting, or not reachable from here; a 401 or 403 asks for credentials in THROUGHLINE_BACKEND_TOKEN or in ' +
    'throughline.yaml; a 404 comes from another server, or from routes that begin with a prefix (--web.route-prefix).',
  severity: 'error',
  modes: [31, 37, 38, 41],
  needs: ['backend'],
  run: async ({ backend }) => {
    const identity = await backend.identity();
    if (!identity.ok) {
      const tls = knownCode(identity.code, 'tls');
      return fail(
        `${backend.url} cannot be queried: ${identity.error}`,
        [{ source: backend.url, saw: identity.error }],
        {
          modes: tls ? [31] : (MODES[identity.status ?? 0] ?? []),
          affects: ['whether anything arrived cannot be read'],
          fix: {
            kind: 'manual',
            text: tls ? TRUST : (REMEDIES[identity.status ?? 0] ?? 'start the backend, or correct --backend'),
          },
        },
      );
    }
    const { title, assumptions } = identity.value;
    return pass(title, [
      { source: backend.url, saw: title },
      ...assumptions.map((saw) => ({ source: backend.url, saw })),
    ]);
  },
});
