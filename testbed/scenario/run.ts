import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyPatch } from 'diff';
import type { Report } from '../../src/prove/index.ts';
import { type BackendPool, createBackendPool } from './backends.ts';
import type { Checked } from './check.ts';
import { filesOf, type ScenarioFiles } from './files.ts';
import { alarms, differences, type Found, foundOf } from './judge.ts';
import { ScenarioError, whyNotRun } from './error.ts';
import type { ScenarioFolder } from './read.ts';
import type { Given, Scenario } from './schema.ts';
import { ServerError } from '../servers/index.ts';
import { setUpScenario, type RunningScenario } from './set-up.ts';

/** One scenario run: what was expected beside what was found. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly title: string;
  readonly modes: readonly number[];
  readonly pass: boolean;
  readonly expected: Scenario['expect'];
  readonly found: Found | null;
  /** What differs, as sentences. */
  readonly differences: readonly string[];
  /** The healthy twin; null if the scenario has none. */
  readonly twin: {
    readonly pass: boolean;
    readonly found: Found | null;
    readonly alarms: readonly string[];
  } | null;
  /** Checks that passed, in the scenario or in its twin. */
  readonly passed: readonly string[];
  readonly ms: number;
  /** Time of the check's whole process, in the run that counts. */
  readonly checkMs: number;
  /** HTTP requests of that check. */
  readonly requests: number;
}

export interface RunOptions {
  /** The built command line. */
  readonly entry: string;
  /** How many run at once. */
  readonly jobs: number;
  readonly twins: boolean;
  readonly signal: AbortSignal;
  readonly onResult: (result: ScenarioResult) => void;
  /** Folder that keeps each last report of `check`: SCENARIO.json, and SCENARIO.twin.json. */
  readonly reports?: string | undefined;
}

/** No endpoint, a name that does not resolve, a wrong port, the other loopback address, a listener elsewhere. */
const ABOUT_NAMES: ReadonlySet<number> = new Set([5, 26, 27, 30, 32, 33]);
/** A twin may have several faults, each hidden by the one before. */
const MOST_FIXES = 5;
/** The backend shows pushed data a moment later, so a check is repeated before it counts as wrong. */
const TRIES = 6;
const BETWEEN_MS = 1_000;

/**
 * Runs scenarios, each with its healthy twin, against real processes and servers that they share.
 *
 * @returns the results in the order of the scenarios; after the signal, of those that had run
 * @throws {ServerError} if a real server is not available
 */
export async function runScenarios(
  scenarios: readonly ScenarioFolder[],
  options: RunOptions,
): Promise<ScenarioResult[]> {
  const pool = createBackendPool();
  const results = new Map<ScenarioFolder, ScenarioResult>();
  const left = [...scenarios];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next && !options.signal.aborted; next = left.shift()) {
      const result = await runScenario(next, pool, options);
      results.set(next, result);
      options.onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.jobs }, work));
  } finally {
    await pool.close();
  }
  return scenarios.flatMap((scenario) => results.get(scenario) ?? []);
}

async function runScenario(
  { name, folder, scenario, twinGiven }: ScenarioFolder,
  pool: BackendPool,
  { entry, twins, reports }: RunOptions,
): Promise<ScenarioResult> {
  const begun = performance.now();
  const { expect: expected, fixed } = scenario;
  const base = { scenario: name, title: scenario.title, modes: scenario.modes, expected };
  let running: RunningScenario | undefined;
  try {
    running = await setUpScenario({
      given: scenario.given,
      files: filesOf(folder, scenario.given),
      entry,
      pool,
      isAboutNames: scenario.modes.some((mode) => ABOUT_NAMES.has(mode)),
    });
    const isRight = (report: Report): boolean => differences(expected, foundOf(report)).length === 0;
    const broken = await settled(running, isRight);
    const found = foundOf(broken.report);
    const wrong = differences(expected, found);
    await keepReport(reports, name, broken.report);
    const twin =
      twins && fixed
        ? await runTwin(twinGiven, fixed, running, broken.report, { folder, entry, pool })
        : null;
    if (twin) await keepReport(reports, `${name}.twin`, twin.report);
    return {
      ...base,
      pass: wrong.length === 0 && (twin?.pass ?? true),
      found,
      differences: wrong,
      twin: twin && { pass: twin.pass, found: twin.found, alarms: twin.alarms },
      passed: [...new Set([...passedOf(broken.report), ...(twin?.passed ?? [])])].toSorted(),
      ms: Math.round(performance.now() - begun),
      checkMs: broken.ms,
      requests: broken.report.requests ?? 0,
    };
  } catch (error) {
    // A server that is missing on this machine is missing for the other scenarios as well.
    if (error instanceof ServerError) throw error;
    const ms = Math.round(performance.now() - begun);
    const nothing = { found: null, twin: null, passed: [], checkMs: 0, requests: 0 };
    return { ...base, ...nothing, pass: false, differences: [whyNotRun(error)], ms };
  } finally {
    await running?.close();
  }
}

type Twin = NonNullable<ScenarioResult['twin']> & {
  readonly passed: readonly string[];
  readonly report: Report;
};

async function keepReport(folder: string | undefined, name: string, report: Report): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** The scenario fixed: by its overlay or what it gives instead, else by the printed fixes, one after the other. */
async function runTwin(
  given: Given,
  fixed: NonNullable<Scenario['fixed']>,
  broken: RunningScenario,
  report: Report,
  { folder, entry, pool }: { folder: string; entry: string; pool: BackendPool },
): Promise<Twin> {
  const isFixedByHand = fixed.overlay !== undefined || fixed.given !== undefined;
  const isRight = (seen: Report): boolean => alarms(fixed.verdict, seen).length === 0;
  let files: ScenarioFiles = isFixedByHand
    ? filesOf(folder, given, fixed.overlay)
    : { folders: [broken.folder] };
  let last = report;
  const all: RunningScenario[] = [];
  try {
    for (let round = 0; round < MOST_FIXES; round += 1) {
      if (!isFixedByHand && !(await applyFix(files.folders[0] ?? '', last))) break;
      const running = await setUpScenario({ given, files, entry, pool, isAboutNames: false });
      all.push(running);
      last = (await settled(running, isRight)).report;
      if (isFixedByHand || isRight(last)) break;
      files = { folders: [running.folder] };
    }
    const loud = alarms(fixed.verdict, last);
    return {
      pass: loud.length === 0,
      found: foundOf(last),
      alarms: loud,
      passed: passedOf(last),
      report: last,
    };
  } finally {
    for (const running of all) await running.close();
  }
}

/** Applies the printed diff, as `patch -p1` does. @returns whether there was one, or none was needed */
async function applyFix(folder: string, { rootCause, verdict }: Report): Promise<boolean> {
  const fix = rootCause?.fix;
  if (fix?.kind !== 'patch' || fix.file === undefined || fix.diff === undefined)
    return verdict !== 'broken' || fix?.kind !== 'patch';
  const path = join(folder, fix.file);
  const changed = applyPatch(await readFile(path, 'utf8'), fix.diff);
  if (changed === false) throw new ScenarioError(`the printed diff does not apply to ${fix.file}`);
  await writeFile(path, changed);
  return true;
}

async function settled(running: RunningScenario, isRight: (report: Report) => boolean): Promise<Checked> {
  let checked = await running.check();
  for (let tries = 1; tries < TRIES && !isRight(checked.report); tries += 1) {
    await sleep(BETWEEN_MS);
    checked = await running.check();
  }
  return checked;
}

function passedOf(report: Report): string[] {
  return report.checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
}
