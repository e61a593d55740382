import { z } from 'zod';
import type { GatewayConfig } from '../../src/plugin-api/index.ts';

/** The keys of `channels.discord` that this plugin reads. */
const settingsSchema = z.looseObject({
  /** Of the bot. Without it, nothing is asked of Discord, and answers stay in the session. */
  token: z.string().min(1).optional(),
  /** Base URL of the REST API, for a proxy of one's own. */
  apiRoot: z.url().optional(),
});

export type DiscordSettings = z.output<typeof settingsSchema>;

/** @throws an error that names the key which is wrong */
export function discordSettings(config: GatewayConfig): DiscordSettings {
  const parsed = settingsSchema.safeParse(config.channels['discord'] ?? {});
  const [issue] = parsed.error?.issues ?? [];
  if (issue) throw new Error(`channels.discord.${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}
