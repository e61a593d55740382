import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { openRounds as OpenRounds } from '../../src/cli/check/round.ts';
import type { lint as Lint } from '../../src/cli/lint/run.ts';
import type { UsageError as UsageErrorClass } from '../../src/cli/usage-error.ts';
import type { Report } from '../../src/prove/index.ts';
import type { Job } from './jobs.ts';
import { ownContract } from './own-contract.ts';

/** The built product, so that what ships is run. */
async function built<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../../dist/src/${path}.js`, import.meta.url).href)) as Module;
}

const { openRounds } = await built<{ openRounds: typeof OpenRounds }>('cli/check/round');
const { lint } = await built<{ lint: typeof Lint }>('cli/lint/run');
const { UsageError } = await built<{ UsageError: typeof UsageErrorClass }>('cli/usage-error');

/** A gateway that pushes to a collector, so that there is a path on which a collector stands. */
const GATEWAY = fileURLToPath(new URL('gateway.json', import.meta.url));

export interface Finding {
  readonly check: string;
  readonly status: 'fail' | 'warn';
  readonly message: string;
  /** Where, and what was said of it, for each query or object. */
  readonly evidence: readonly { readonly source: string; readonly saw: string }[];
}

export interface Performed {
  readonly findings: readonly Finding[];
  /** Statuses of all checks, as `TL801 pass`. */
  readonly statuses: readonly string[];
  /** What the product says of files that it does not understand, and the reason where it could not run at all. */
  readonly notUnderstood: readonly string[];
}

/** `none`: as a newcomer runs it. `own`: every series exists that the file asks for. */
export type ContractChoice = 'none' | 'own';

/** Runs the product as a user of the file would; what is written goes to `work`. */
export async function perform(job: Job, choice: ContractChoice, work: string): Promise<Performed> {
  const remarks: string[] = [];
  const contract = choice === 'own' ? await writeContract(job, work) : undefined;
  try {
    const report =
      job.as === 'queries'
        ? await lint({
            paths: [job.path],
            contract,
            backend: undefined,
            remark: (text) => remarks.push(text),
          })
        : await checked(job);
    return {
      findings: report.checks.flatMap(({ id, status, message, evidence }) =>
        status === 'fail' || status === 'warn' ? [{ check: id, status, message, evidence }] : [],
      ),
      statuses: report.checks.map(({ id, status, message }) => `${id} ${status} ${message}`),
      notUnderstood: remarks,
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { findings: [], statuses: [], notUnderstood: [...remarks, error.message] };
  }
}

async function writeContract({ path }: Job, work: string): Promise<string | undefined> {
  const text = ownContract(path);
  if (text === undefined) return undefined;
  const file = join(work, 'contract.yaml');
  await writeFile(file, text);
  return file;
}

async function checked({ as, path }: Job): Promise<Report> {
  const named = as === 'manifests' ? { manifests: [path] } : { config: GATEWAY, collectorConfig: [path] };
  const flags = { ...named, static: true, failOn: 'warning', output: 'json', lang: 'en' } as const;
  const clock = { now: Date.now, sleep: () => Promise.resolve() };
  const rounds = await openRounds(flags, {}, {}, clock);
  try {
    return await rounds.run();
  } finally {
    await rounds.close();
  }
}
