import type { Outcome } from '../engine/outcome.ts';
import { type Exporter, exporterEvidence, exporterOf, gotThrough } from '../evidence/exporter.ts';
import type { GatewayView } from '../views/gateway.ts';

/** A failure by the manifests is a warning where pushes work: then these are not in force, or not enforced. */
export function unlessPushesWork(
  outcome: Outcome,
  exporter: Exporter | undefined,
  works: (exporter: Exporter) => boolean = gotThrough,
): Outcome {
  if (outcome.status !== 'fail' || !exporter || !works(exporter)) return outcome;
  return {
    ...outcome,
    status: 'warn',
    severity: 'warning',
    message: `${outcome.message}; but the exporter got a response: is this what is in force?`,
    evidence: [...outcome.evidence, ...exporterEvidence(exporter)],
    affects: [],
  };
}

export async function unlessItWorks(
  outcome: Outcome,
  gateway: GatewayView | undefined,
  works: (exporter: Exporter) => boolean = gotThrough,
): Promise<Outcome> {
  return unlessPushesWork(outcome, await exporterOf(gateway), works);
}
