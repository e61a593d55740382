import type { Backend, Flavour, Version } from '../../translate/index.ts';
import type { Listener } from './listen-address.ts';
import type { ReceiverFault } from './receiver-flags.ts';

/** A backend as a manifest describes it, before there is a server to ask. */
export interface BackendManifest {
  /** Kind and name, such as `Prometheus monitoring/k8s`. */
  readonly object: string;
  readonly flavour: Flavour;
  /** Null where the manifest does not say. */
  readonly version: Version | null;
  readonly settings: Backend['settings'];
  readonly receiver: 'on' | 'off' | 'unknown';
  /** Why the receiver is off; undefined where it is not. */
  readonly fault: ReceiverFault | undefined;
  /** Paths at which it receives OTLP metrics; the first is its usual one. Empty where the manifest does not say. */
  readonly paths: readonly string[];
  /** Addresses that it listens on for HTTP; undefined where the manifest does not say. */
  readonly listeners: readonly Listener[] | undefined;
  /** Where its flags are, within the object: the path of the container, or `spec` of an operator's resource. */
  readonly at: readonly (string | number)[];
  /** What else the manifest leaves open of the settings, in words. */
  readonly open: readonly string[];
}
