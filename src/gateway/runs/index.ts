import { AgentRunner, type Runner, type RunnerDeps } from './agent-runner.ts';

export type { Runner, RunnerDeps, RunRequest, RunResult } from './agent-runner.ts';
export type { ChatMessage } from './model-call.ts';

export function createRunner(deps: RunnerDeps): Runner {
  return new AgentRunner(deps);
}
