import { whyNoImageBuild } from '../../testbed/cluster/images/index.ts';

/**
 * Why tests that build images are skipped, undefined if they run; stderr shows it.
 * @throws with `CI=true`, where they have to run
 */
export function whyNoImages(title: string): string | undefined {
  const why = whyNoImageBuild();
  if (why === undefined) return undefined;
  if (process.env['CI'] === 'true') throw new Error(`${title}: ${why}`);
  process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  return why;
}
