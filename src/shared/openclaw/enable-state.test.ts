import { describe, expect, it } from 'vitest';
import { configSchema } from '../config/index.ts';
import { telemetryPluginState } from './enable-state.ts';
import { targetOf } from './target.ts';

const state = (release: string, plugins: object) =>
  telemetryPluginState(targetOf(release), configSchema.parse({ plugins }).plugins);
const entry = (enabled: boolean) => ({ entries: { 'diagnostics-otel': { enabled } } });

describe('the plugin diagnostics-otel', () => {
  it('is bundled and off without an entry in 2026.2', () => {
    expect(state('openclaw/2026.2', {})).toEqual({
      enabled: false,
      reason: 'bundled (disabled by default)',
      isExternal: false,
      isNamed: false,
    });
    expect(state('openclaw/2026.2', entry(true))).toMatchObject({ enabled: true, isNamed: true });
  });

  it('is on without an entry in 2026.9, where it is installed', () => {
    expect(state('openclaw/2026.9', {})).toMatchObject({ enabled: true, isExternal: true, isNamed: false });
  });

  it.each([
    [{ enabled: false }, 'plugins disabled'],
    [{ deny: ['diagnostics-otel'] }, 'blocked by denylist'],
    [{ allow: ['memory-core'], ...entry(false) }, 'disabled in config'],
    [{ allow: ['memory-core'], ...entry(true) }, 'not in allowlist'],
  ])('is off in 2026.9 with %j: %s', (plugins, reason) => {
    expect(state('openclaw/2026.9', plugins)).toMatchObject({ enabled: false, reason });
  });
});
