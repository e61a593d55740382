import { fixOfMode } from '../../shared/failure-modes/modes.ts';
import { type Renaming, unitWords } from '../evidence/arrival/renaming.ts';
import { backendSetting, suffixSetting } from '../evidence/backend-settings.ts';
import type { BackendIdentity } from '../sources/index.ts';

type Backend = BackendIdentity['backend'];

/** A metric that is stored under another name, with the cause. */
export interface Renamed {
  readonly prometheus: string;
  /** The stored name. */
  readonly found: string;
  readonly cause: Renaming;
}

/** The failure mode of a name that is another one. */
export function modeOfRenaming({ found, cause }: Renamed, { flavour }: Backend): 8 | 52 | 55 | 56 | 71 {
  if (cause.by === 'prefix') return 8;
  if (cause.by === 'native histogram') return 52;
  if (cause.by === 'settings' && flavour === 'mimir') return 71;
  return found.includes('.') ? 56 : 55;
}

/** How to get the expected name, or to query the stored one. What the backend's settings are already is not advised. */
export function fixOfRenaming(
  renamed: Renamed,
  { backend, assumptions }: Pick<BackendIdentity, 'backend' | 'assumptions'>,
): string {
  const { found, cause } = renamed;
  const query = found.includes('.') ? 'quote the stored name in the query' : 'query the stored name';
  switch (cause.by) {
    case 'prefix':
      return fixOfMode(8);
    case 'settings':
      return `${query}, or ${suffixSetting(backend)}`;
    case 'unit':
      return (
        `${query}, or let the service send ${unitWords(cause.expected)}; ` +
        `where the service is right, write unit: "${cause.sent}" into the contract`
      );
    case 'kind':
      return (
        `${query}, or let the service send a ${cause.sent === 'counter' ? 'gauge' : 'counter'}; ` +
        `where the service is right, write kind: ${cause.sent} into the contract`
      );
    case 'native histogram':
      return isConverted(backend)
        ? 'set otlp.convert_histograms_to_nhcb to false, or query it as a native histogram, without _bucket'
        : 'send it as a histogram with explicit buckets, or query it as a native histogram, without _bucket';
    case 'strategy':
      // Where the settings could not be read, they may be the cause.
      return assumptions.length > 0
        ? `${query}, or ${backendSetting('names with suffixes', backend.flavour)}`
        : `${query}, or change what writes it: by its settings the backend does not make this name of OTLP, so a ` +
            'collector may make it (add_metric_suffixes, translation_strategy), or the settings were others until lately';
  }
}

function isConverted({ settings }: Backend): boolean {
  return 'convertHistogramsToNhcb' in settings && settings.convertHistogramsToNhcb;
}
