import type { Outcome } from '../engine/outcome.ts';
import { type Exporter, exporterEvidence, gotThrough } from '../evidence/exporter.ts';

/** A failure by the manifests is a warning where pushes work: then these are not in force, or not enforced. */
export function unlessPushesWork<Mode extends number>(
  outcome: Outcome<Mode>,
  exporter: Exporter | undefined,
  works: (exporter: Exporter) => boolean = gotThrough,
): Outcome<Mode> {
  if (outcome.status !== 'fail' || !exporter || !works(exporter)) return outcome;
  return {
    ...outcome,
    status: 'warn',
    severity: 'warning',
    message: `${outcome.message}; but the exporter got a response, so these files may not be what runs`,
    evidence: [...outcome.evidence, ...exporterEvidence(exporter)],
    affects: [],
  };
}
