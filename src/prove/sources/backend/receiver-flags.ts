import type { Version } from '../../translate/index.ts';
import { type Flags, featuresOf } from './flags.ts';
import { showVersion } from './flavour.ts';

/** Why a Prometheus that files describe does not receive OTLP. */
export interface ReceiverFault {
  readonly kind: 'not asked for' | 'flag of 2.x' | 'flag of 3.x' | 'version' | 'rejected';
  /** A clause: `the feature flag of Prometheus 2 does nothing in 3.5.0`. */
  readonly why: string;
}

/** First version with a receiver. */
const SINCE = { major: 2, minor: 47 };

export const RECEIVER_FEATURE = 'otlp-write-receiver';
export const RECEIVER_FLAG = 'web.enable-otlp-receiver';

/** What flags and version say of the receiver. 3.0 made the feature a flag, and only warns of the feature. */
export function receiverByFlags(
  flags: Flags,
  version: Version | null,
): { readonly receiver: 'on' | 'off' | 'unknown'; readonly fault: ReceiverFault | undefined } {
  const modern = flags.get(RECEIVER_FLAG) === 'true';
  const feature = featuresOf(flags).has(RECEIVER_FEATURE);
  const off = (kind: ReceiverFault['kind'], why: string) =>
    ({ receiver: 'off', fault: { kind, why } }) as const;
  if (version && isBefore(version, SINCE)) {
    return off(
      'version',
      `Prometheus ${showVersion(version)} has no OTLP receiver; 2.47 is the first with one`,
    );
  }
  if (!modern && !feature) return off('not asked for', 'nothing turns the receiver on');
  if (!version) return { receiver: modern && feature ? 'on' : 'unknown', fault: undefined };
  const isModern = version.major >= 3;
  if (isModern ? modern : feature && !modern) return { receiver: 'on', fault: undefined };
  return isModern
    ? off(
        'flag of 2.x',
        `--enable-feature=${RECEIVER_FEATURE} does nothing in Prometheus ${showVersion(version)}`,
      )
    : off(
        'flag of 3.x',
        `Prometheus ${showVersion(version)} does not know --${RECEIVER_FLAG}, and does not start`,
      );
}

export function isBefore(
  version: Version,
  { major, minor }: { readonly major: number; readonly minor: number },
): boolean {
  return version.major < major || (version.major === major && version.minor < minor);
}
