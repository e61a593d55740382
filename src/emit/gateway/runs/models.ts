import type { GatewayConfig, ModelConfig, ProviderConfig } from '../../../shared/config/index.ts';

/** A model as `provider/model` names it, with what the config says of it. */
export interface ModelChoice {
  readonly providerId: string;
  readonly modelId: string;
  readonly provider: ProviderConfig;
  /** Undefined where the provider's list does not contain it: it is still called, without price and limit. */
  readonly model: ModelConfig | undefined;
}

export type ModelChoices =
  | { readonly ok: true; readonly choices: readonly [ModelChoice, ...ModelChoice[]] }
  | { readonly ok: false; readonly problem: string };

/** The primary model and its fallbacks, in the order in which they are tried. */
export function modelChoices(
  config: GatewayConfig,
  primary: string | undefined = config.agents.defaults.model.primary,
): ModelChoices {
  const { fallbacks } = config.agents.defaults.model;
  if (primary === undefined) {
    return { ok: false, problem: 'no model: set agents.defaults.model.primary to "provider/model"' };
  }
  const choices: ModelChoice[] = [];
  for (const reference of new Set([primary, ...fallbacks])) {
    const choice = choiceOf(reference, config);
    if (typeof choice === 'string') return { ok: false, problem: choice };
    choices.push(choice);
  }
  return { ok: true, choices: choices as [ModelChoice, ...ModelChoice[]] };
}

function choiceOf(reference: string, config: GatewayConfig): ModelChoice | string {
  const slash = reference.indexOf('/');
  const providerId = reference.slice(0, slash);
  const modelId = reference.slice(slash + 1);
  if (slash <= 0 || modelId === '') return `"${reference}" names no model: write it as "provider/model"`;
  const provider = config.models.providers[providerId];
  if (!provider) return `"${reference}" names a provider that models.providers does not have`;
  if (provider.api !== 'openai-completions') {
    return `models.providers.${providerId}.api is "${provider.api}"; only openai-completions is spoken here`;
  }
  return { providerId, modelId, provider, model: provider.models.find(({ id }) => id === modelId) };
}
