/** A scenario that cannot be run; the message says which and why. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
