import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FetchedModule, Take } from './modules.ts';

/** One run of the product: over one file, or one folder of manifests. */
export interface Job {
  readonly project: string;
  readonly as: Take['as'];
  /** Project and path in it. */
  readonly name: string;
  readonly path: string;
  readonly files: number;
}

const READ_AS: Readonly<Record<Take['as'], RegExp>> = {
  queries: /\.(?:json|ya?ml|rules)$/,
  collector: /\.ya?ml$/,
  manifests: /\.ya?ml$/,
};

/** The runs over one module, in the order of their paths. A file that two entries take is taken once. */
export function jobsOf({ project, folder, take, module }: FetchedModule): Job[] {
  const jobs = take.flatMap(({ as, under }) => {
    const starts = expand(folder, under);
    if (starts.length === 0) throw new Error(`${module} has no ${under}`);
    return starts.flatMap((start) => {
      const files = filesBelow(folder, start).filter((file) => READ_AS[as].test(file));
      const runs =
        as === 'manifests'
          ? [{ path: start, files: files.length }]
          : files.map((path) => ({ path, files: 1 }));
      return runs
        .filter((run) => run.files > 0)
        .map((run) => ({
          project,
          as,
          name: `${project}:${run.path}`,
          path: join(folder, run.path),
          files: run.files,
        }));
    });
  });
  return [...new Map(jobs.map((job) => [`${job.as} ${job.name}`, job])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** The paths that match; `*` stands for one name of a folder. */
function expand(root: string, pattern: string): string[] {
  const parts = pattern.split('/');
  let found = [''];
  for (const part of parts) {
    found = found.flatMap((path) => {
      const here = join(root, path);
      if (!statSync(here).isDirectory()) return [];
      const matches = new RegExp(`^${part.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
      return readdirSync(here, { withFileTypes: true })
        .filter((entry) => matches.test(entry.name) && (!part.includes('*') || entry.isDirectory()))
        .map(({ name }) => join(path, name));
    });
  }
  return found;
}

function filesBelow(root: string, path: string): string[] {
  const full = join(root, path);
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(root, join(path, entry.name)) : [join(path, entry.name)],
  );
}
