import { Option } from 'commander';
import { z } from 'zod';
import { TARGET_FORMS, targetOf } from '../../../shared/openclaw/index.ts';
import { UsageError } from '../../usage-error.ts';
import { defineSource } from './row.ts';

export const release = defineSource({
  name: 'release',
  flags: [
    new Option(
      '--release <release>',
      `what runs as the gateway: ${TARGET_FORMS} (default: as the gateway, the manifests or the configuration say)`,
    ),
  ],
  keys: { release: z.string().optional() },
  hint: 'the release of the gateway is not known: --release openclaw/2026.9',
  suffices: false,
  named: (flags: { readonly release?: string }, settings) => flags.release ?? settings.release,
  read: ({ named }) => {
    if (named === undefined) return undefined;
    const target = targetOf(named);
    if (!target) throw new UsageError(`"${named}" is no release: give ${TARGET_FORMS}`);
    return target;
  },
});
