import type { Outcome } from '../engine/outcome.ts';
import { type Exporter, exporterEvidence, exporterOf, gotThrough } from '../evidence/exporter.ts';
import type { GatewayView } from '../views/gateway.ts';

/** What the manifests rule out and yet happens shows that others are in force, or that nobody enforces them. */
export async function unlessItWorks(
  outcome: Outcome,
  gateway: GatewayView | undefined,
  works: (exporter: Exporter) => boolean = gotThrough,
): Promise<Outcome> {
  const exporter = await exporterOf(gateway);
  if (outcome.status !== 'fail' || !exporter || !works(exporter)) return outcome;
  return {
    ...outcome,
    status: 'warn',
    severity: 'warning',
    message: `${outcome.message}; yet the exporter got an answer: is this what is in force?`,
    evidence: [...outcome.evidence, ...exporterEvidence(gateway, exporter)],
    affects: [],
  };
}
