import type { FalseClaim, SoundnessResult } from './tally.ts';

/** A wrong claim as text, with all that it takes to see it again. */
export function describeFalseClaim({ expression, rules, given, claim }: FalseClaim): string {
  return [
    `  ${expression}`,
    `    given ${given}, ${claim.by} says: ${claim.says}`,
    `    the server returns data for ${claim.neverReturns}`,
    ...rules.map((rule) => `    rule ${rule}`),
  ].join('\n');
}

export function describeFigures(result: SoundnessResult): string {
  const { server, seed, queries, data, empty, failed, claimed, missed, claims, falseClaims, ms } = result;
  const each = Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    `Prometheus ${server}, seed ${seed}: ${queries} queries, ${data} with data, ${empty} without, ${failed} rejected`,
    `lint called ${claimed} impossible, ${falseClaims.length} of them wrongly; it said nothing of ${missed} without data`,
    `claims held against the server: ${each.map(([check, count]) => `${check} ${count}`).join(', ')}`,
    `${ms} ms`,
  ].join('\n');
}
