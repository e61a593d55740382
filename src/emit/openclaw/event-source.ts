import { releaseOf } from '../../shared/openclaw/index.ts';
import type { OnDiagnosticEvent, OpenClawModules } from './openclaw.ts';

export interface EventSource {
  readonly onDiagnosticEvent: OnDiagnosticEvent;
  /** What this release gives to official plugins only; null where it gives everything. */
  readonly withheld: string | null;
}

const WITHHELD =
  "this release of OpenClaw gives a model's usage to official plugins only: openclaw.tokens, openclaw.cost.usd, openclaw.context.tokens and openclaw.run.duration_ms are not recorded. The official plugin @openclaw/diagnostics-otel is given it";

/**
 * The way to the diagnostic events. OpenClaw 2026.2 gives all of them to every plugin. Releases from 2026.5 on keep
 * those of models and runs for bundled and officially installed plugins.
 *
 * @param version of OpenClaw, as a plugin is shown it; undefined where it is not
 * @throws Error where the release has no way to them
 */
export async function findEventSource(
  { sdk, diagnosticRuntime }: OpenClawModules,
  version: string | undefined,
): Promise<EventSource> {
  const release = version === undefined ? 'unknown' : releaseOf(version);
  const trust = release === 'unknown' ? undefined : release.facts.trust;
  const first = await listenerOf(sdk);
  if (first) {
    const isOpen = trust === undefined || trust === 'every plugin';
    return { onDiagnosticEvent: first, withheld: isOpen ? null : WITHHELD };
  }
  const second = await listenerOf(diagnosticRuntime);
  if (second) return { onDiagnosticEvent: second, withheld: WITHHELD };
  throw new Error(
    `OpenClaw${version === undefined ? '' : ` ${version}`} offers its diagnostic events to no plugin that was installed from a folder or an archive, so nothing can be exported; use the official plugin @openclaw/diagnostics-otel`,
  );
}

async function listenerOf(load: OpenClawModules['sdk']): Promise<OnDiagnosticEvent | undefined> {
  try {
    return (await load()).onDiagnosticEvent;
  } catch {
    // This release does not have the module.
    return undefined;
  }
}
