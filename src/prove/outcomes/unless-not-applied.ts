import { type Outcome, unknown } from '../engine/outcome.ts';
import type { ManifestSet } from '../sources/index.ts';

/** A failure by manifests is not judged where a part of their kustomization is not applied here: it may change them. */
export function unlessNotApplied<Mode extends number>(
  outcome: Outcome<Mode>,
  { notApplied }: ManifestSet,
): Outcome<Mode> {
  const [first] = notApplied;
  if (outcome.status !== 'fail' || !first) return outcome;
  return unknown(
    `${outcome.message}; but ${first.file} has ${first.what}, which is not applied here: give the output of kustomize build by --manifests`,
    [
      ...outcome.evidence,
      ...notApplied.map(({ file, what }) => ({ source: file, saw: `${what} is not applied` })),
    ],
  );
}
