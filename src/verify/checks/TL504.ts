import { defineCheck } from '../define-check.ts';
import { fail, pass, unknown } from '../outcome.ts';
import { currentError, exporterEvidence, exporterOf } from './exporter-facts.ts';

const MEANINGS: readonly {
  readonly statuses: readonly number[];
  readonly modes: readonly number[];
  readonly text: string;
  readonly fix: string;
}[] = [
  {
    statuses: [401, 403, 407],
    modes: [38],
    text: 'it wants credentials',
    fix: 'set diagnostics.otel.headers to what the receiver asks for',
  },
  {
    statuses: [400, 422],
    modes: [39, 47, 49],
    text: 'it refuses the content, and the whole batch with it',
    fix: 'read the answer: an encoding it does not take, a sample out of order, or a name it cannot store',
  },
  {
    statuses: [404, 405],
    modes: [37],
    text: 'what answers there has no receiver at this path',
    fix: 'ask the address of the endpoint itself: another server behind the name, a route prefix, or a build without OTLP',
  },
  {
    statuses: [413],
    modes: [40],
    text: 'the body is too large',
    fix: 'send less at once: fewer attribute sets',
  },
  { statuses: [415], modes: [39], text: 'it does not take this content type', fix: 'push protobuf' },
  { statuses: [429], modes: [53], text: 'its limit is reached', fix: "raise the receiver's limit" },
  { statuses: [500, 502, 503, 504], modes: [19, 41], text: 'it fails', fix: "read the receiver's log" },
];

/** The receiver accepts what the gateway sends. */
export const TL504 = defineCheck({
  id: 'TL504',
  link: 'receiver',
  title: 'Pushes are accepted',
  proves: "the receiver answers the gateway's own pushes with success",
  explain:
    'The status of a refused push tells what is wrong: 400 and 422 the content, 401 and 403 the credentials, 413 the ' +
    'size, 415 the content type, 429 a limit, 5xx the receiver itself. One bad metric makes Prometheus refuse the ' +
    'whole batch.',
  severity: 'error',
  modes: [19, 37, 38, 39, 40, 41, 47, 49, 53],
  needs: ['gateway'],
  dependsOn: ['TL201', 'TL301', 'TL502', 'TL503'],
  run: async ({ gateway }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const evidence = exporterEvidence(gateway, exporter);
    const error = currentError(exporter);
    const status = error?.status;
    if (status === null || status === undefined) {
      return exporter.accepted > 0 && !error
        ? pass(`${exporter.accepted} pushes accepted`, evidence)
        : unknown('no push of the gateway was answered yet', evidence);
    }
    const meaning = MEANINGS.find(({ statuses }) => statuses.includes(status));
    return fail(`pushes are answered ${status}: ${meaning?.text ?? 'refused'}`, evidence, {
      modes: meaning?.modes ?? [],
      affects: ['every push that is answered so is lost until the next one'],
      fix: { kind: 'manual', text: `${meaning?.fix ?? 'read the answer'}: ${error?.message ?? ''}` },
    });
  },
});
