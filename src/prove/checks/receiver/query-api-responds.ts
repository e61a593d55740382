import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { service } from '../../evidence/service.ts';
import { forOwner } from '../../evidence/setting-names.ts';
import { knownCode, knownResponse, modesOfQueries } from '../../../shared/failure-modes/match.ts';

/** The backend responds to its query API. */
export const receiverQueryApiResponds = defineCheck({
  id: 'TL501',
  link: 'receiver',
  title: 'Backend responds',
  proves: 'the query API of the backend responds to this process',
  explain:
    'Whether anything arrived can only be read from the backend itself. Where it does not respond it is down, still ' +
    'starting, or not reachable from here; a 401 or 403 asks for credentials in THROUGHLINE_BACKEND_TOKEN or in ' +
    'throughline.yaml; a 404 comes from another server, or from routes that begin with a prefix (--web.route-prefix).',
  severity: 'error',
  modes: modesOfQueries(),
  needs: ['backend', service],
  run: async ({ backend, service: { owner } }) => {
    const identity = await backend.identity();
    if (!identity.ok) {
      const { code, status = null } = identity;
      const known = code === undefined ? knownResponse(status, '') : knownCode(code);
      const fix = known?.queryFix;
      return fail(
        `${backend.url} cannot be queried: ${identity.error}`,
        [{ source: backend.url, saw: identity.error }],
        {
          modes: known && fix !== undefined ? known.modes : [],
          affects: ['whether anything arrived cannot be read'],
          fix: {
            kind: 'manual',
            text: fix === undefined ? 'start the backend, or correct --backend' : forOwner(fix, owner),
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
