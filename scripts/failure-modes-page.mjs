// The docs page of the failure modes, out of failure-modes.yaml and the checks.
import { MESSAGES } from '../dist/src/shared/failure-modes/generated/messages.js';
import { DEFECTS, FAILURE_MODES, failureMode } from '../dist/src/shared/failure-modes/modes.js';
import { versionsOf } from '../dist/src/shared/failure-modes/defects.js';
import { CHECKS, nameOfCheck } from '../dist/src/prove/index.js';

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;
const linkTo = (check) => `[${nameOfCheck(check)}](checks/${nameOfCheck(check)}.md)`;

/** Links from a page of checks/LINK/ to the sections of these modes. */
export function modeLinks(numbers) {
  return numbers.map((number) => {
    const { slug } = failureMode(number);
    return `[${number}](../../failure-modes.md#${number}-${slug})`;
  });
}

export function failureModesPage(notice) {
  // A check that names a mode which does not exist, or a mode without a check, is an error of the source.
  const wrong = [
    ...CHECKS.flatMap(({ id, modes }) =>
      modes
        .filter((number) => failureMode(number) === undefined)
        .map((number) => `${id} names failure mode ${number}, which is not in failure-modes.yaml`),
    ),
    ...FAILURE_MODES.filter(({ number }) => !CHECKS.some(({ modes }) => modes.includes(number))).map(
      ({ number, title }) => `no check names failure mode ${number}, "${title}"`,
    ),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return `${notice}# Failure modes

The known ways in which OTLP metrics do not show up in Prometheus or Grafana. Reports name them by number;
\`throughline explain NUMBER\` prints the same, offline. A number is permanent. The source is
\`src/shared/failure-modes/failure-modes.yaml\`.

${FAILURE_MODES.map(({ number, slug, title }) => `- [${number}: ${title}](#${number}-${slug})`).join('\n')}

${FAILURE_MODES.map(section).join('\n')}
## Messages that belong to no failure mode

${messagesTable(MESSAGES.filter(({ modes }) => modes.length === 0))}
## Known defects by version

\`names\` prints those that concern the metrics, and \`check\` names those that may explain what it saw, where the version of
the server is known. A measured one is repeated by a test on these versions.

| defect | versions | fixed in | what shows | workaround | failure modes | known how | source |
|---|---|---|---|---|---|---|---|
${DEFECTS.map(
  (defect) =>
    `| <a id="${defect.id}"></a>\`${defect.id}\` | ${versionsOf(defect)} | ${defect.fixed ?? ''} | ${defect.shows} | ${defect.workaround} | ${defect.modes.join(', ')} | ${howKnown(defect)} | ${defect.source} |`,
).join('\n')}
`;
}

function section({ number, slug, title, means, shows, fix }) {
  const checks = CHECKS.filter(({ modes }) => modes.includes(number));
  const messages = MESSAGES.filter(({ modes }) => modes.includes(number));
  return `<a id="${number}-${slug}"></a>

## ${number}: ${title}

${means}

What shows it: ${shows}

Checks: ${checks.map(linkTo).join(', ')}.

Fix: ${fix}
${messages.length === 0 ? '' : `\n${messagesTable(messages)}`}`;
}

function messagesTable(messages) {
  const rows = messages.flatMap(({ means, fix, queryFix, reveals }) =>
    reveals.map(
      (reveal) =>
        `| ${seen(reveal)} | ${reveal.by}${reveal.versions ? ` ${reveal.versions}` : ''} | ${means} | ${fix}${queryFix ? `; for a query: ${queryFix}` : ''} | ${reveal.source} |`,
    ),
  );
  return `| known message | of | means | fix | source |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

const PLACES = {
  anywhere: '',
  push: ', in a line or response about a push',
  response: ', in a response',
  plugin: ', in the error of the plugin',
};

function seen({ pattern, statuses, codes, counter, in: place }) {
  return [
    ...(pattern === undefined ? [] : [`${code(pattern)}${PLACES[place]}`]),
    ...(statuses === undefined ? [] : [`status ${statuses.join(', ')}`]),
    ...(codes === undefined ? [] : [codes.map(code).join(', ')]),
    ...(counter === undefined ? [] : [`${code(counter)} above 0`]),
  ].join('; ');
}

const KNOWN = {
  observed: 'observed once',
  source: 'read in the source',
  documented: 'documented',
};

function howKnown({ known, measured }) {
  return known === 'measured' ? `measured on ${measured.join(', ')}` : KNOWN[known];
}
