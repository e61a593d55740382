import { z } from 'zod';
import { firstLineOf } from '../../src/shared/text/error-text.ts';

/** A scenario that cannot be run; the message says which and why. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Why a scenario could not be run, in one line. */
export function whyNotRun(error: unknown): string {
  if (error instanceof ScenarioError) return error.message;
  if (!(error instanceof z.ZodError)) return `it could not be run: ${firstLineOf(error)}`;
  const [issue] = error.issues;
  const where = issue?.path.join('.') || 'the document';
  return `it could not be run: the gateway's response is not as expected: ${where}: ${issue?.message ?? ''}`;
}
