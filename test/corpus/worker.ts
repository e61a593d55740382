// One process that runs one job after the other, so that a job that never ends can be killed.
import type { Job } from './jobs.ts';
import { type ContractChoice, type Performed, perform } from './perform.ts';

export interface Request {
  readonly job: Job;
  readonly contract: ContractChoice;
  /** A folder for what the job writes. */
  readonly work: string;
}

export type Response =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly performed: Performed; readonly mib: number }
  | { readonly kind: 'crash'; readonly error: string };

// A user would find them on stderr, between the lines of the report.
let warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

process.on('message', ({ job, contract, work }: Request) => {
  warnings = [];
  perform(job, contract, work).then(
    (performed) =>
      reply(
        warnings.length > 0
          ? { kind: 'crash', error: `a warning of Node or a library: ${warnings.join('; ')}` }
          : { kind: 'done', performed, mib: Math.round(process.memoryUsage.rss() / 1_048_576) },
      ),
    (error: unknown) =>
      reply({ kind: 'crash', error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});
reply({ kind: 'ready' });

function reply(response: Response): void {
  process.send?.(response);
}
