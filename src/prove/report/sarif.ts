import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check, CheckReport, Report, Severity } from '../index.ts';

/** What a rule of the log is made from. */
export type SarifRule = Pick<Check, 'id' | 'title' | 'proves' | 'explain' | 'severity' | 'link'>;

export interface SarifOptions {
  /** The checks that can be named as rules. */
  readonly rules: readonly SarifRule[];
  /** Absolute path of the folder that locations are relative to: the repository's root, in a pull request. */
  readonly root: string;
}

const LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const satisfies Record<
  Severity,
  string
>;

/**
 * The findings as a SARIF 2.1.0 log, so that a pull request is annotated on the line in question.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: Report, options: SarifOptions): string {
  const findings = report.checks.filter(({ status }) => status === 'fail' || status === 'warn');
  const rules = options.rules.filter(({ id }) => findings.some((finding) => finding.id === id));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'throughline', semanticVersion: report.version, rules: rules.map(ruleOf) },
        },
        invocations: [{ executionSuccessful: true, endTimeUtc: report.at }],
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, rules, options.root)),
        properties: { verdict: report.verdict, vantage: report.vantage },
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function ruleOf({ id, title, proves, explain, severity, link }: SarifRule): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: proves },
    help: { text: explain },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [link] },
  };
}

function resultOf(finding: CheckReport, rules: readonly SarifRule[], root: string): object {
  const { id, link, severity, message, evidence, location, fix, suppressed } = finding;
  const seen = evidence.map(({ source, saw }) => `Seen in ${source}: ${saw}`);
  const repair = fix ? [`Fix: ${fix.text}`] : [];
  const path = location ? uriOf(location.file, root) : link;
  return {
    ruleId: id,
    ruleIndex: rules.findIndex((rule) => rule.id === id),
    level: LEVELS[severity],
    message: { text: [message, ...seen, ...repair].join('\n') },
    locations: [
      location
        ? {
            physicalLocation: { artifactLocation: { uri: path }, region: { startLine: location.line } },
          }
        : { logicalLocations: [{ name: link, kind: 'resource' }] },
    ],
    // Without the line number, so that a finding keeps its identity when lines above it change.
    partialFingerprints: { 'throughlineCheck/v1': `${id}:${path}` },
    ...(suppressed
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: suppressed.reason }] }
      : {}),
  };
}

/** Relative to the root where the file lies under it, else its whole address. */
function uriOf(file: string, root: string): string {
  const absolute = isAbsolute(file) ? file : `${root}${sep}${file}`;
  const path = relative(root, absolute);
  if (path.split(sep)[0] === '..' || isAbsolute(path)) return pathToFileURL(absolute).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
