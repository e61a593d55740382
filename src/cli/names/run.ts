import type { MetricKind } from '../../prove/translate/index.ts';
import type { Settings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';
import { answerNames, type NameAnswer } from './answer.ts';
import { type BackendFlags, knownBackend } from './backend.ts';
import { type Defaults, metricNamed, metricsFromFile } from './from-file.ts';
import { type AskedMetric, catalogueMetrics } from './metric.ts';
import { defectsOfMetrics, idsByMetric } from './defects.ts';
import { linesOfPush } from './push.ts';
import { defectLines, explanation, markdownTable, remarkLines, textTable } from './render.ts';

export interface NamesFlags extends BackendFlags {
  readonly from?: string;
  readonly explain?: string;
  readonly kind?: MetricKind;
  readonly unit?: string;
  readonly output: 'text' | 'json' | 'markdown';
}

/** What the command writes: the answer on stdout, and remarks on stderr. */
export interface NamesOutput {
  readonly stdout: string;
  readonly stderr: readonly string[];
}

/** @throws {UsageError} */
export async function runNames(
  flags: NamesFlags,
  file: Settings,
  env: NodeJS.ProcessEnv,
): Promise<NamesOutput> {
  const defaults = { kind: flags.kind, unit: flags.unit };
  if ((flags.kind ?? flags.unit) !== undefined && (flags.from ?? flags.explain) === undefined) {
    throw new UsageError('--kind and --unit describe a metric; name it by --explain NAME or --from FILE');
  }
  const metrics = flags.from === undefined ? catalogueMetrics() : metricsFromFile(flags.from, defaults);
  const known = await knownBackend(flags, file, env);
  const answers = answerNames(metrics, known.backend);
  const { explain } = flags;
  const meant =
    explain === undefined
      ? answers
      : explained(explain, answers, defaults, (metric) => answerNames([metric], known.backend));
  const defects = known.isVersionKnown ? defectsOfMetrics(metrics, known.backend) : undefined;
  if (flags.output === 'json') {
    const ids = idsByMetric(defects);
    const rows = meant.map((answer) => ({ ...answer, defects: ids.get(answer.name) ?? [] }));
    return { stdout: JSON.stringify(rows, null, 2), stderr: known.remarks };
  }
  const render =
    explain !== undefined
      ? (all: readonly NameAnswer[]) => all.map((answer) => explanation(answer, known)).join('\n\n')
      : (all: readonly NameAnswer[]) => (flags.output === 'text' ? textTable : markdownTable)(all, known);
  const shown = defectLines(
    defects,
    meant.map(({ name }) => name),
    flags.output,
  );
  const whole = explain === undefined ? remarkLines(linesOfPush(metrics, known.backend), flags.output) : [];
  return { stdout: [render(meant), ...whole, ...shown].join('\n'), stderr: [] };
}

/** The metrics with this OTLP or stored name; else the one that the flags describe. */
function explained(
  name: string,
  answers: readonly NameAnswer[],
  defaults: Defaults,
  answer: (metric: AskedMetric) => NameAnswer[],
): readonly NameAnswer[] {
  const isDescribed = (defaults.kind ?? defaults.unit) !== undefined;
  const called = answers.filter((candidate) => candidate.name === name);
  if (called.length > 0 && !isDescribed) return called;
  const stored = answers.filter(({ series }) => series.includes(name));
  return stored.length > 0 && !isDescribed ? stored : answer(metricNamed(name, defaults));
}
