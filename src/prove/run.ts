import type { Arrival } from './evidence/arrival/arrival.ts';
import { arrival } from './evidence/arrival/evidence.ts';
import { Answers } from './engine/define-evidence.ts';
import { canaryShowsPath } from './evidence/canary-way.ts';
import { type Exporter, exporter } from './evidence/exporter.ts';
import { ledger } from './evidence/ledger.ts';
import { pushedSince } from './evidence/pushed-since.ts';
import { isPushed, scrapedBecause } from './evidence/scrape/ways.ts';
import { staleAfterMs } from './evidence/arrival/judge.ts';
import { CHECKS } from './checks/index.ts';
import { type AssumedRelease, openclawRelease } from './evidence/openclaw-release.ts';
import { findingForRelease } from './evidence/release-words.ts';
import { runGraph } from './engine/graph.ts';
import type { Finding } from './engine/finding.ts';
import { storeCanaryReturns } from './checks/store/canary-returns.ts';
import type { Ledger } from '../shared/protocol/ledger.ts';
import type { CheckReport, Link, ReadBack, Report } from '../shared/protocol/report.ts';
import { printable } from './engine/printable.ts';
import { rootCauseOf } from './engine/root-cause.ts';
import type { ProvidedSource, Sources } from './engine/sources.ts';
import { suppress, type Suppression } from './engine/suppress.ts';
import { isReadBack, linkReports, severityOf, verdictOf } from './engine/verdict.ts';

/** What a check says whose source is absent, and whether it is skipped then, or unknown. */
export type HowToProvide = Readonly<
  Record<ProvidedSource, { readonly hint: string; readonly optional: boolean }>
>;

export interface RunOptions {
  readonly version: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Ask one link only. */
  readonly only?: Link | undefined;
  /** Look at files only: what would need a server is skipped, not unknown. */
  readonly static: boolean;
  /** The contract was named, so links whose source was not given are not part of the question. */
  readonly contractGiven: boolean;
  readonly howToProvide: HowToProvide;
  /** Findings that are known of, and do not count. */
  readonly suppressions?: readonly Suppression[];
}

/** Runs the checks along the path. The report says whether the telemetry arrives, what is broken, and the fix. */
export async function runChecks(
  given: Omit<Partial<Sources>, 'clock'>,
  options: RunOptions,
): Promise<Report> {
  const answers = new Answers({ ...given, clock: { now: options.now, sleep: options.sleep } });
  const checks = CHECKS.filter(({ link }) => options.only === undefined || link === options.only);
  const found = await runGraph(checks, {
    answers,
    inapplicable: async ({ onlyPushed }) => {
      const why = onlyPushed ? await scrapedInstead(answers) : undefined;
      return why === undefined ? undefined : `the metrics are scraped, not pushed: ${why}`;
    },
    absent: (source) => {
      const { hint, optional } = options.howToProvide[source];
      const isSkipped = optional || options.static || options.contractGiven;
      return { status: isSkipped ? 'skip' : 'unknown', message: hint };
    },
  });
  const identity = await given.backend?.identity();
  const arrived = identity?.ok ? await readable(answers) : null;
  const { suppressions = [] } = options;
  const release = (await answers.ifThere(openclawRelease)) as AssumedRelease | undefined;
  const worded = found.map((finding) => findingForRelease(finding, release?.target));
  const judged = suppress(worded, arrived?.metrics ?? null, suppressions, options.now());
  const { findings } = judged;
  const staleMs = staleAfterMs(given.contract?.flushIntervalMs ?? 0);
  const seen = arrived ? readBackOf(arrived, findings, staleMs) : undefined;
  const outdated = arrived && seen ? await outdatedBy(seen, arrived, staleMs, answers) : undefined;
  const readBack = seen && { ...seen, ...(outdated ? { outdated } : {}) };
  return printable<Report>({
    schema: 'throughline.report/1',
    version: options.version,
    at: new Date(options.now()).toISOString(),
    verdict: verdictOf(
      findings,
      judged.metrics,
      readBack !== undefined && (await isProof(readBack, answers)),
      outdated === undefined,
    ),
    vantage: (await given.vantage?.describe()) ?? 'this process',
    expected: given.contract?.metrics.length ?? 0,
    arrived: arrived ? arrived.metrics.filter(({ status }) => status === 'arrived').length : null,
    ...(readBack ? { readBack } : {}),
    rootCause: rootCauseOf(findings),
    links: linkReports(findings),
    checks: findings.map(checkReport),
    metrics: judged.metrics ?? [],
    reconciliation: arrived?.reconciliation ?? null,
    instances: instancesOf(arrived, options.now(), given.contract?.flushIntervalMs ?? 0),
    ...(suppressions.length > 0 ? { suppressions: judged.suppressions } : {}),
  });
}

/** What of the service was read back: recent samples of its metrics and of its exporter's health, and a canary. */
function readBackOf(
  { at, metrics, health }: Arrival,
  findings: readonly Finding[],
  staleMs: number,
): ReadBack {
  const recent = metrics.filter(isReadBack).flatMap(({ newestSample }) => newestSample ?? []);
  return {
    metrics: recent.toSorted().at(-1) ?? null,
    health: health && health.newest >= at - staleMs ? new Date(health.newest).toISOString() : null,
    canary: findings.some(
      ({ check, outcome }) => check.id === storeCanaryReturns.id && outcome.status === 'pass',
    ),
  };
}

/** Whether what was read back shows that pushes of the gateway are stored, where none of its metrics does. */
async function isProof({ health, canary }: ReadBack, answers: Answers): Promise<boolean> {
  return health !== null || (canary && (await answers.ifThere(canaryShowsPath)) === true);
}

/**
 * What is asked of a sample that none has which was read back, where the samples have to prove the path: it is of the gateway
 * that was asked, and newer than the configuration that it pushes with. Both as far as they are known.
 */
async function outdatedBy(
  { metrics, health, canary }: ReadBack,
  { at, newestOwn }: Arrival,
  staleMs: number,
  answers: Answers,
): Promise<ReadBack['outdated']> {
  if (metrics === null && health === null) return undefined;
  if (canary && (await answers.ifThere(canaryShowsPath)) === true) return undefined;
  if ((await scrapedInstead(answers)) !== undefined) return undefined;
  const since = ((await answers.ifThere(pushedSince)) as number | undefined) ?? 0;
  if (newestOwn !== null && newestOwn >= Math.max(since, at - staleMs)) return undefined;
  const asked = (await answers.ifThere(ledger)) as Ledger | undefined;
  const pushing = (await answers.ifThere(exporter)) as Exporter | undefined;
  return { instance: asked?.service.instanceId ?? null, since: pushing?.setUpAt ?? null };
}

/** Why the metrics are taken to be scraped and not pushed; undefined where they are pushed, or nothing says so. */
async function scrapedInstead(answers: Answers): Promise<string | undefined> {
  if ((await answers.ifThere(isPushed)) !== false) return undefined;
  return (await answers.ifThere(scrapedBecause)) as string | undefined;
}

function checkReport({ check, outcome, suppressed }: Finding): CheckReport {
  const details = outcome.status === 'blocked' ? undefined : outcome;
  return {
    id: check.id,
    link: check.link,
    modes: details?.modes ?? check.modes,
    title: check.title,
    severity: severityOf(check, outcome),
    status: outcome.status,
    message: outcome.message,
    location: details?.location ?? null,
    evidence: outcome.evidence,
    fix: details?.fix ?? null,
    ...(suppressed ? { suppressed } : {}),
  };
}

/** An instance arrives as long as it goes on sending. */
function instancesOf(arrival: Arrival | null, now: number, flushIntervalMs: number): Report['instances'] {
  return (arrival?.instances ?? []).map(({ instance, newest }) => ({
    instance,
    verdict: newest >= now - staleAfterMs(flushIntervalMs) ? 'arriving' : 'broken',
  }));
}

/** Null where no contract was given, or the backend stopped answering: the checks that asked report it. */
async function readable(answers: Answers): Promise<Arrival | null> {
  return ((await answers.ifThere(arrival)) as Arrival | undefined) ?? null;
}
