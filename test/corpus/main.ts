// npm run corpus                               all files
// npm run corpus -- --part 1/8                 every eighth file or folder
// npm run corpus -- --project grafana/loki -v  what each check finds, and each claim of the sample
// npm run corpus -- --write                    also keep the figures that the README shows
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ServerError } from '../../testbed/servers/index.ts';
import { claimsOf, judged, readJudgements } from './claims.ts';
import { type Job, jobsOf } from './jobs.ts';
import { type FetchedModule, fetchModules, readModules } from './modules.ts';
import { partOf } from './part.ts';
import { runJobs } from './run-jobs.ts';
import { findingLines, findingsOf, notUnderstood, summaryLines, summaryOf } from './summary.ts';

const LIMITS = { seconds: 60, mib: 1_024 };
/** What a run over the whole corpus has to contain. */
const LEAST = { files: 300, projects: 10 };

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: '1/1' },
    project: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
    output: { type: 'string', short: 'o', default: 'text' },
    write: { type: 'boolean', default: false },
  },
});
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const modules = await fetched();
if (modules !== undefined) process.exitCode = await run(modules.flatMap(jobsOf));

/** Undefined where they are not to be had, outside CI. */
async function fetched(): Promise<FetchedModule[] | undefined> {
  const listed = await readModules(here('modules.yaml'));
  const wanted = listed.filter(({ project }) => values.project === undefined || project === values.project);
  try {
    return await fetchModules(wanted);
  } catch (error) {
    if (!(error instanceof ServerError) || error.fault === 'checksum' || process.env['CI'] === 'true')
      throw error;
    process.stderr.write(`SKIPPED: the corpus: ${error.message}\n`);
    return undefined;
  }
}

async function run(all: readonly Job[]): Promise<number> {
  const jobs = partOf(all, values.part);
  const wanted = jobs.flatMap((job) =>
    (job.as === 'queries' ? (['none', 'own'] as const) : (['none'] as const)).map((contract) => ({
      job,
      contract,
    })),
  );
  let done = 0;
  const runs = await runJobs(wanted, LIMITS, ({ job, outcome, error }) => {
    done += 1;
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001B[K${done} of ${wanted.length}  ${job.name.slice(-80)}`);
    if (outcome !== 'done')
      process.stderr.write(`\n${outcome}: ${job.name}: ${error ?? `${LIMITS.seconds} s`}\n`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const claims = judged(claimsOf(runs), readJudgements(here('judgements.yaml')));
  const summary = summaryOf(runs, claims);
  const isWhole = values.part === '1/1' && values.project === undefined;
  // The judged sample is one of the whole corpus.
  const open = isWhole ? claims.open : [];
  if (values.output === 'json')
    print(
      JSON.stringify(
        { summary, claims, notUnderstood: notUnderstood(runs), findings: findingsOf(runs) },
        null,
        2,
      ),
    );
  else {
    print('not understood:', ...notUnderstood(runs).map(({ name, why }) => `  ${name}: ${why}`));
    if (values.verbose) print('findings:', ...findingLines(runs));
    for (const { at, check, contract, saw } of values.verbose ? claims.all : [...claims.wrong, ...open])
      print(
        `${claims.wrong.some((one) => one.at === at) ? 'FALSE' : 'claim'}: ${at} ${check} (${contract}): ${saw.replace(/\s+/g, ' ').slice(0, 300)}`,
      );
    if (open.length > 0)
      print(`${open.length} claims of the sample are not judged: add them to judgements.yaml`);
    print(...summaryLines(summary));
  }
  if (values.write && isWhole) {
    const day = new Date().toISOString().slice(0, 10);
    writeFileSync(here('figures.json'), `${JSON.stringify({ day, ...summary }, null, 2)}\n`);
  }
  const isEnough = !isWhole || (summary.files >= LEAST.files && summary.projects >= LEAST.projects);
  const isClean = summary.crashes + summary.timeOuts + claims.wrong.length + open.length === 0;
  return isEnough && isClean && summary.files > 0 ? 0 : 1;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
