import type { GatewayConfig } from '../../../shared/config/index.ts';
import type { PromptMessage } from './model-call.ts';

/** The messages for a model: the system prompt if there is one, the earlier turns, and the question. */
export function promptOf(
  config: GatewayConfig,
  history: readonly PromptMessage[],
  question: PromptMessage,
): PromptMessage[] {
  const { systemPrompt } = config.agents.defaults;
  const system = systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt } as const];
  return [...system, ...history, question];
}
