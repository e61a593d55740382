// The docs page of the problems that users of OpenClaw reported, out of test/wild/reported-problems.yaml.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FILE = fileURLToPath(new URL('../test/wild/reported-problems.yaml', import.meta.url));

const MEANS = {
  finding: 'a check names it',
  right: 'computed as in later releases, without an alarm',
  'not judged': 'the input does not show it, and nothing is claimed',
};

export function reportedProblemsPage(notice) {
  const problems = parse(readFileSync(FILE, 'utf8'));
  const counts = Object.entries(MEANS).map(
    ([expected, means]) =>
      `| ${expected} | ${problems.filter((each) => each.expected === expected).length} | ${means} |`,
  );
  const rows = problems.map(
    ({ problem, reports, input, expected }) =>
      `| ${problem} | ${reports.map(reportText).join(', ')} | ${expected} | [${input}](../../test/wild/${input}/wild.yaml) |`,
  );
  return `${notice}# Reported problems of OpenClaw

What users of OpenClaw reported between February and September 2026, and what was found in its documents and by running it:
${problems.length} problems. Each is rebuilt as an input of \`npm run wild\`, which says whether the product judges it as this table has it.

| result | problems | means |
|---|---|---|
${counts.join('\n')}

| problem | reports | result | input |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** \`openclaw/openclaw#1\` as a link; a document as it is. */
function reportText(report) {
  const [, repository, number] = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(report) ?? [];
  if (number === undefined) return report;
  return `[${repository === 'openclaw/openclaw' ? '' : repository}#${number}](https://github.com/${repository}/issues/${number})`;
}
