import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport, type Report } from '../../../src/shared/protocol/report.ts';
import { throughline } from '../../harness/throughline.ts';
import { foreignWords } from './foreign-words.ts';
import { type Ended, judge, type Judgement, needsReport, needsText, type Patched } from './judge.ts';
import { applyPatches } from './patches.ts';
import { FILE, type Input } from './read.ts';
import type { Case } from './schema.ts';
import { withServers } from './servers.ts';

/** Of one case, in milliseconds. */
export interface Result extends Judgement {
  readonly input: Input;
  readonly ms: number;
}

/** Commands that print a report with `-o json`. */
const REPORTING = ['check', 'lint'];

/** Runs one case on a copy of its folder, as its reporter would have: without `wild.yaml`. */
export async function runInput(input: Input): Promise<Result> {
  const begun = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'throughline-wild-'));
  try {
    await cp(input.folder, folder, { recursive: true });
    await rm(join(folder, FILE));
    const { one } = input;
    const expect = { ...one.expect, saysNot: [...one.expect.saysNot, ...foreignWords(input)] };
    const ended = await withServers(one.servers, folder, (urls) => runIn(folder, { ...one, expect }, urls));
    const judged = judge(expect, ended);
    return { input, ...judged, ms: Math.round(performance.now() - begun) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, one: Case, urls: ReadonlyMap<string, string>): Promise<Ended> {
  const filled = (text: string): string =>
    text.replace(/\{([\w.-]+)\}/g, (whole, name: string) => urls.get(name) ?? whole);
  const args = one.run.map(filled);
  const env = Object.fromEntries(Object.entries(one.env).map(([name, value]) => [name, filled(value)]));
  const options = { cwd: folder, env };
  const reports = needsReport(one.expect) && REPORTING.includes(args[0] ?? '');
  // One process is enough where nothing is expected of the text.
  const plain = reports && !needsText(one.expect) ? undefined : await throughline(args, options);
  const json = reports ? await throughline([...args, '-o', 'json'], options) : undefined;
  const code = plain?.code ?? json?.code ?? 0;
  const text = [plain?.stdout, plain?.stderr].filter(Boolean).join('\n');
  if (json === undefined) return { code, text, report: undefined, patched: undefined };
  const report = reportOf(json.stdout);
  if (report === undefined)
    return { code, text: `${text}\n${json.stderr}`, report: undefined, patched: undefined };
  const { patched } = one.expect;
  if (patched === undefined) return { code, text, report, patched };
  const applied = await applyPatches(folder, report);
  const again = await throughline(args, options);
  const files = await readAll(folder, Object.keys(patched.files));
  const after: Patched = { ...applied, code: again.code, files };
  return { code, text, report, patched: after };
}

function reportOf(text: string): Report | undefined {
  try {
    return readReport(text);
  } catch {
    return undefined;
  }
}

async function readAll(folder: string, names: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(join(folder, name), 'utf8').catch(() => ''),
    ]),
  );
  return new Map(texts);
}
