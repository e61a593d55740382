import type { ScenarioResult } from '../scenario/index.ts';

/** The expected and the found diagnosis, and what differs. */
export function scenarioLines({
  scenario,
  title,
  pass,
  expected,
  found,
  differences,
  twin,
  ms,
}: ScenarioResult): string[] {
  const named = found?.rootCause ? `${found.rootCause.check}, link ${found.rootCause.link}` : 'no root cause';
  const wanted = expected.rootCause
    ? [
        expected.rootCause.check,
        expected.rootCause.link,
        expected.rootCause.modes && `mode ${expected.rootCause.modes.join(', ')}`,
      ]
        .filter(Boolean)
        .join(', ')
    : 'no root cause';
  return [
    `${pass ? '✓' : '✗'} ${scenario}: ${title} (${(ms / 1_000).toFixed(1)} s)`,
    `    expected ${expected.verdict}, ${wanted}`,
    `    found    ${found ? `${found.verdict}, ${named}` : 'nothing'}`,
    ...differences.map((words) => `    ✗ ${words}`),
    ...(twin ? [`    twin     ${twin.found?.verdict ?? 'nothing'}`] : []),
    ...(twin?.alarms ?? []).map((words) => `    ✗ twin: ${words}`),
  ];
}

export function scenarioSummary(results: readonly ScenarioResult[]): string {
  const right = results.filter(({ pass }) => pass).length;
  const twins = results.flatMap(({ twin }) => twin ?? []);
  const healthy = twins.filter(({ pass }) => pass).length;
  return `${right} of ${results.length} scenarios as expected, ${healthy} of ${twins.length} twins healthy`;
}
