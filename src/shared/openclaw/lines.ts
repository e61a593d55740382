import { isInRange, type VersionRange } from './version.ts';

/** A release line of OpenClaw whose package was read and run. */
export type ReleaseLineId = 'openclaw/2026.2' | 'openclaw/2026.9';

/** What a configuration is meant for: this project's own gateway, or a release line of OpenClaw. */
export type GatewayRelease = 'throughline' | ReleaseLineId;

/** One release line: the package that its facts were taken from, and the versions that are taken for it. */
export interface ReleaseLine {
  readonly id: ReleaseLineId;
  /** The version of the npm package that was read and run. */
  readonly measured: string;
  /** Versions of the line. What differs within it has its own range in `facts.ts`. */
  readonly range: VersionRange;
}

export const RELEASE_LINES: readonly [ReleaseLine, ...ReleaseLine[]] = [
  { id: 'openclaw/2026.2', measured: '2026.2.19', range: { from: '2026.2.0', before: '2026.3.0' } },
  { id: 'openclaw/2026.9', measured: '2026.9.6', range: { from: '2026.9.0', before: '2026.10.0' } },
];

/** The line with this name. */
export function lineById(id: ReleaseLineId): ReleaseLine {
  const line = RELEASE_LINES.find((each) => each.id === id);
  if (!line) throw new Error(`no release line ${id}`);
  return line;
}

/** The line that a version belongs to; undefined where none covers it. */
export function lineOf(version: string): ReleaseLine | undefined {
  return RELEASE_LINES.find(({ range }) => isInRange(version, range));
}
