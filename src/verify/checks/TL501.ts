import { defineCheck } from '../define-check.ts';
import { fail, pass } from '../outcome.ts';

/** The backend answers to its query API. */
export const TL501 = defineCheck({
  id: 'TL501',
  link: 'receiver',
  title: 'Backend answers',
  proves: 'the backend that was named can be asked, from this process',
  explain:
    'Whether anything arrived can only be read from the backend itself. Where it does not answer it is down, still ' +
    'starting, or not to be reached from here; a 401 or 403 asks for credentials in THROUGHLINE_BACKEND_TOKEN or in ' +
    'throughline.yaml.',
  severity: 'error',
  modes: [38, 41],
  needs: ['backend'],
  run: async ({ backend }) => {
    const identity = await backend.identity();
    if (!identity.ok) {
      return fail(
        `${backend.url} cannot be asked: ${identity.error}`,
        [{ source: backend.url, saw: identity.error }],
        {
          affects: ['whether anything arrived cannot be read'],
          fix: { kind: 'manual', text: 'start the backend, or correct --backend and its credentials' },
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
