import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface StageResult {
  readonly stage: string;
  readonly outcome: 'passed' | 'failed' | 'left out';
  readonly seconds: number;
  readonly why?: string;
}

const FILE = fileURLToPath(new URL('../../docs/full-runs.md', import.meta.url));

const HEAD = `# Full runs

Written by \`npm run full\`, a row a stage, the newest last. \`+\` behind a commit: with changes that were not committed.

| date | commit | stage | result | minutes | Node | cores |
|---|---|---|---|---|---|---|
`;

/** Appends the rows of a full run to docs/full-runs.md. */
export function recordRun(results: readonly StageResult[], now: Date): void {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const commit = `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  const date = now.toISOString().slice(0, 10);
  const rows = results
    .filter(({ outcome }) => outcome !== 'left out')
    .map(
      ({ stage, outcome, seconds }) =>
        `| ${date} | ${commit} | ${stage} | ${outcome} | ${(seconds / 60).toFixed(1)} | ${process.versions.node} | ${cpus().length} |\n`,
    );
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD;
  writeFileSync(FILE, before + rows.join(''));
}
