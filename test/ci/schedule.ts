import type { Stage } from './stages.ts';

/** A server of the run: there, being built or waiting to be, or not to be had. */
export type ServerState =
  | { readonly state: 'here' }
  /** Seconds until it is there, by the estimates of the table. */
  | { readonly state: 'coming'; readonly seconds: number }
  | { readonly state: 'failed'; readonly why: string };

export type Step =
  | { readonly kind: 'run'; readonly stage: Stage }
  /** Nothing can run before another server is there. */
  | { readonly kind: 'wait' }
  /** Too late to end in time. */
  | { readonly kind: 'leave-out'; readonly stage: Stage; readonly why: string }
  /** A server of it cannot be had, so that the run fails. */
  | { readonly kind: 'impossible'; readonly stage: Stage; readonly why: string }
  | { readonly kind: 'done' };

export interface Situation {
  /** Stages that are neither run nor left out, the most important first. */
  readonly left: readonly Stage[];
  readonly servers: ReadonlyMap<string, ServerState>;
  /** Seconds since the run began. */
  readonly elapsed: number;
  /** Seconds by which a run that has to build servers must be over; undefined where nothing is left out for time. */
  readonly limit: number | undefined;
}

/**
 * What to do next: the most important stage whose servers are there; where there is none, wait for the next server. A
 * stage whose servers are still to be built and that could not end within the limit is left out: with a cold cache a
 * run must end in time, with a warm one nothing is left out.
 */
export function nextStep({ left, servers, elapsed, limit }: Situation): Step {
  const secondsUntil = (stage: Stage): number =>
    Math.max(
      0,
      ...stage.servers.map((id) => {
        const server = servers.get(id);
        return server?.state === 'coming' ? server.seconds : 0;
      }),
    );
  for (const stage of left) {
    const failed = stage.servers.flatMap((id) => {
      const server = servers.get(id);
      return server?.state === 'failed' ? [`${id}: ${server.why}`] : [];
    });
    if (failed.length > 0) return { kind: 'impossible', stage, why: failed.join('; ') };
    const wait = secondsUntil(stage);
    if (limit === undefined || wait === 0) continue;
    const ends = elapsed + wait + stage.minutes * 60;
    if (ends > limit) {
      const missing = stage.servers.filter((id) => servers.get(id)?.state === 'coming');
      const why = `${missing.join(', ')} must be built first, and it would end after ${Math.round(ends / 60)} minutes`;
      return { kind: 'leave-out', stage, why };
    }
  }
  const ready = left.find((stage) => secondsUntil(stage) === 0);
  if (ready) return { kind: 'run', stage: ready };
  return left.length > 0 ? { kind: 'wait' } : { kind: 'done' };
}
