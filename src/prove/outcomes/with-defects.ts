import { type ConcerningDefect, defectsConcerning } from '../defects/concerned.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { ServerDefects } from '../evidence/server-defects.ts';
import { explaining, type KnownDefect, remedyOf, versionsOf } from '../../shared/failure-modes/defects.ts';

/** What was seen of a server: known messages by their ids, and metrics that it did not treat as expected. */
export interface Symptom {
  /** In the response to a push. */
  readonly response?: string | undefined;
  /** In what the server shows of itself, as its counters. */
  readonly own?: readonly string[];
  /** Sent to the server, or in the contract. */
  readonly metrics?: ConcerningDefect['metrics'];
}

/**
 * The outcome, with the known defects of the server's version that may explain it: as evidence, and with the way round
 * in the fix. A symptom that no defect of this version has stays as it is.
 */
export function withDefects<Mode extends number>(
  outcome: Outcome<Mode>,
  server: ServerDefects | undefined,
  { response, own = [], metrics = [] }: Symptom,
): Outcome<Mode> {
  if (!server || outcome.status === 'pass' || outcome.status === 'skip' || outcome.status === 'unknown')
    return outcome;
  const messages = server.respondsToPushes ? [response, ...own] : own;
  const found = new Set<KnownDefect>(messages.flatMap((id) => explaining(server.defects, id)));
  for (const { defect } of defectsConcerning(metrics, server.backend)) found.add(defect);
  if (found.size === 0) return outcome;
  const remedies = [...found].map((defect) => `known defect ${defect.id}: ${remedyOf(defect)}`).join('; ');
  const { fix } = outcome;
  return {
    ...outcome,
    evidence: [
      ...outcome.evidence,
      ...[...found].map((defect) => ({
        source: `${server.source}, ${server.title}`,
        saw: `has the known defect ${defect.id} (${versionsOf(defect)}), which may explain it: ${defect.shows}`,
      })),
    ],
    ...(fix === undefined
      ? { fix: { kind: 'manual', text: remedies } }
      : fix.kind === 'manual'
        ? { fix: { ...fix, text: `${fix.text}; ${remedies}` } }
        : {}),
  };
}
