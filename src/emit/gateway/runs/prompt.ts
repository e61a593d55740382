import type { GatewayConfig } from '../../../shared/config/index.ts';
import type { PromptMessage } from './model-call.ts';

/** What a model is given: the system prompt where there is one, what was said before, and the question. */
export function promptOf(
  config: GatewayConfig,
  history: readonly PromptMessage[],
  question: PromptMessage,
): PromptMessage[] {
  const { systemPrompt } = config.agents.defaults;
  const system = systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt } as const];
  return [...system, ...history, question];
}
