import type { Backend, Flavour, Version } from '../../translate/index.ts';

/** A backend as a manifest describes it, before there is a server to ask. */
export interface BackendManifest {
  /** Kind and name, such as `Prometheus monitoring/k8s`. */
  readonly object: string;
  readonly flavour: Flavour;
  /** Null where the manifest does not say. */
  readonly version: Version | null;
  readonly settings: Backend['settings'];
  readonly receiver: 'on' | 'off' | 'unknown';
  /** What else the manifest leaves open of the settings, in words. */
  readonly open: readonly string[];
}
