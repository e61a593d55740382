import type { Flavour, Version } from '../../translate/index.ts';

/** Display names. */
export const FLAVOUR_TITLES: Readonly<Record<Flavour, string>> = {
  prometheus: 'Prometheus',
  victoriametrics: 'VictoriaMetrics',
  mimir: 'Grafana Mimir',
};

/** Versions to assume if a server's version is not known: those of the current long-term release. */
export const ASSUMED_VERSIONS: Readonly<Record<Flavour, Version>> = {
  prometheus: { major: 3, minor: 5, patch: 3 },
  victoriametrics: { major: 1, minor: 140, patch: 0 },
  mimir: { major: 3, minor: 0, patch: 0 },
};

/** A server as given on a command line: `prometheus@3.5.3`. */
export interface NamedFlavour {
  readonly flavour: Flavour;
  /** Missing parts count as 0; null if no version is given. */
  readonly version: Version | null;
}

const SPELLINGS: Readonly<Record<string, Flavour>> = {
  prometheus: 'prometheus',
  victoriametrics: 'victoriametrics',
  'victoria-metrics': 'victoriametrics',
  mimir: 'mimir',
};

/** Undefined if the text names no supported server. */
export function parseFlavour(text: string): NamedFlavour | undefined {
  const match = /^([a-z-]+)(?:@v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?)?$/i.exec(text);
  const flavour = SPELLINGS[match?.[1]?.toLowerCase() ?? ''];
  if (!match || flavour === undefined) return undefined;
  const [, , major, minor = '0', patch = '0'] = match;
  const version =
    major === undefined ? null : { major: Number(major), minor: Number(minor), patch: Number(patch) };
  return { flavour, version };
}

export function showVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}
