import { readArrival, type Arrival } from './arrival/arrival.ts';
import { BackendError, UnreachableError } from '../sources/index.ts';
import { staleAfterMs } from './arrival/judge.ts';
import { CHECKS } from './checks/index.ts';
import { runGraph, type Finding } from './graph.ts';
import type { Link } from './links.ts';
import type { CheckReport, Report } from './report-type.ts';
import { rootCauseOf } from './root-cause.ts';
import type { SourceName, Sources } from './sources.ts';
import { suppress, type Suppression } from './suppress.ts';
import { linkReports, severityOf, verdictOf } from './verdict.ts';

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
  /** Findings that are known of, and do not count. */
  readonly suppressions?: readonly Suppression[];
}

/** Walks the path and answers whether the telemetry arrives, what is broken, and how to mend it. */
export async function runChecks(
  given: Omit<Partial<Sources>, 'arrival'>,
  options: RunOptions,
): Promise<Report> {
  const arrival = arrivalOf(given, options);
  const sources: Partial<Sources> = arrival ? { ...given, arrival } : given;
  const checks = CHECKS.filter(({ link }) => options.only === undefined || link === options.only);
  const absent = (source: SourceName): 'unknown' | 'skip' =>
    source === 'canary' || source === 'tap' || options.static || options.contractGiven ? 'skip' : 'unknown';
  const found = await runGraph(checks, { sources, absent });
  const identity = await given.backend?.identity();
  const arrived = arrival && identity?.ok ? await readable(arrival()) : null;
  const { suppressions = [] } = options;
  const judged = suppress(found, arrived?.metrics ?? null, suppressions, options.now());
  const { findings } = judged;
  return {
    schema: 'throughline.report/1',
    version: options.version,
    at: new Date(options.now()).toISOString(),
    verdict: verdictOf(findings, judged.metrics),
    vantage: (await given.place?.describe()) ?? 'this process',
    expected: given.contract?.metrics.length ?? 0,
    arrived: arrived ? arrived.metrics.filter(({ status }) => status === 'arrived').length : null,
    rootCause: rootCauseOf(findings),
    links: linkReports(findings),
    checks: findings.map(checkReport),
    metrics: arrived?.metrics ?? [],
    reconciliation: arrived?.reconciliation ?? null,
    instances: instancesOf(arrived, options.now(), given.contract?.flushIntervalMs ?? 0),
    ...(suppressions.length > 0 ? { suppressions: judged.suppressions } : {}),
  };
}

function arrivalOf(
  { backend, contract, gateway }: Omit<Partial<Sources>, 'arrival'>,
  { now, sleep }: RunOptions,
): (() => Promise<Arrival>) | undefined {
  if (!backend || !contract) return undefined;
  let once: Promise<Arrival> | undefined;
  const read = async (): Promise<Arrival> => {
    const [identity, ledger] = await Promise.all([backend.identity(), gateway?.ledger()]);
    if (!identity.ok) throw new UnreachableError(identity.error, '');
    return readArrival({
      contract,
      identity: identity.value,
      api: backend.api,
      ledger: ledger?.ok ? ledger.value : null,
      now,
      sleep,
    });
  };
  return () => (once ??= read());
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

/** Null where the backend stopped answering; the checks that asked say so. */
async function readable(arrival: Promise<Arrival>): Promise<Arrival | null> {
  try {
    return await arrival;
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof BackendError) return null;
    throw error;
  }
}
