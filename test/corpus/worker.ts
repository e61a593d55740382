// One process that runs one job after the other, so that a job that never ends can be killed.
import { setImmediate } from 'node:timers/promises';
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
  respond(job, contract, work).then(reply, (error: unknown) =>
    reply({ kind: 'crash', error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});
reply({ kind: 'ready' });

async function respond(job: Job, contract: ContractChoice, work: string): Promise<Response> {
  const performed = await perform(job, contract, work);
  // Warnings are emitted a tick later.
  await setImmediate();
  if (warnings.length > 0)
    return { kind: 'crash', error: `a warning of Node or a library: ${warnings.join('; ')}` };
  return { kind: 'done', performed, mib: Math.round(process.memoryUsage.rss() / 1_048_576) };
}

function reply(response: Response): void {
  process.send?.(response);
}
