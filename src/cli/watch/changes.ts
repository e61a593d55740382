import type { Report } from '../../prove/index.ts';

/** Whether a person has something else to do than before: then the whole report is printed. */
export function isTurn(before: Report | undefined, after: Report): boolean {
  return (
    before === undefined ||
    before.verdict !== after.verdict ||
    before.rootCause?.check !== after.rootCause?.check
  );
}

/** One line for each check and each metric whose status has changed. */
export function changesBetween(before: Report, after: Report): string[] {
  const checks = new Map(before.checks.map((check) => [check.id, check]));
  const metrics = new Map(before.metrics.map((metric) => [metric.prometheus, metric]));
  return [
    ...after.checks.flatMap(({ id, status, message }) =>
      differing(id, checks.get(id)?.status, status, message),
    ),
    ...after.metrics.flatMap(({ prometheus, status, why }) =>
      differing(prometheus, metrics.get(prometheus)?.status, status, why),
    ),
    ...[...metrics.keys()]
      .filter((name) => !after.metrics.some(({ prometheus }) => prometheus === name))
      .map((name) => `${name} can no longer be asked for`),
  ];
}

function differing(name: string, before: string | undefined, after: string, why: string): string[] {
  if (before === after) return [];
  const [first = ''] = why.split('\n');
  return [`${name} ${before === undefined ? '' : `${before} → `}${after}${first === '' ? '' : `: ${first}`}`];
}
