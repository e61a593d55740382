import type { Command } from 'commander';
import { errorCode } from '../shared/text/error-code.ts';
import { UsageError } from './usage-error.ts';

/** A real server, found or built, and running. */
export interface RealBackend {
  readonly title: string;
  /** Query address. */
  readonly url: string;
  readonly otlpMetricsUrl: string;
  stop(): Promise<unknown>;
}

/** What the package throughline-lab exports. It imports this type, so that the compiler checks that both agree. */
export interface Lab {
  /**
   * `run`, `score`, `servers`, `cluster`.
   *
   * @param entry the built command line that scenarios run
   */
  commands(entry: string): Command[];
  /**
   * @param id an entry of its table of servers, such as `prometheus` or `prometheus@3.5`
   * @throws {UsageError} where the id is not known, or the server can neither be found nor built
   */
  startBackend(id: string): Promise<RealBackend>;
}

const PACKAGE = 'throughline-lab';

/** @returns undefined where the package is not installed beside this one; a checkout always has it. */
export async function findLab(): Promise<Lab | undefined> {
  try {
    const found = (await import(PACKAGE)) as { readonly lab: Lab };
    return found.lab;
  } catch (error) {
    // Only the absence of the package itself: a module that is missing inside it is a defect.
    const isAbsent =
      error instanceof Error &&
      errorCode(error) === 'ERR_MODULE_NOT_FOUND' &&
      error.message.includes(`'${PACKAGE}'`);
    if (!isAbsent) throw error;
    return undefined;
  }
}

/** @throws {UsageError} where it is not installed, with how to get it */
export async function requireLab(forWhat: string): Promise<Lab> {
  const lab = await findLab();
  if (!lab)
    throw new UsageError(
      `${forWhat} needs the package ${PACKAGE}, which a checkout of the project has: run it there, or install what ` +
        `"npm pack -w ${PACKAGE}" makes in a checkout`,
    );
  return lab;
}
