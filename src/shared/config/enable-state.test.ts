import { describe, expect, it } from 'vitest';
import { type PluginOrigin, resolveEnableState } from './enable-state.ts';
import { configSchema } from './schema.ts';

const rule = (plugins: object, origin: PluginOrigin = 'bundled', id = 'diagnostics-otel') => {
  const { enabled, reason } = resolveEnableState(id, origin, configSchema.parse({ plugins }).plugins);
  return enabled ? 'on' : reason;
};
const entry = (enabled: boolean) => ({ entries: { 'diagnostics-otel': { enabled } } });

describe('resolveEnableState: the first rule that matches wins', () => {
  it.each([
    ['plugins disabled', { enabled: false, ...entry(true) }],
    ['blocked by denylist', { deny: ['diagnostics-otel'], ...entry(true) }],
    ['not in allowlist', { allow: ['telegram'], ...entry(true) }],
    ['on', { slots: { memory: 'diagnostics-otel' }, ...entry(false) }],
    ['on', entry(true)],
    ['disabled in config', entry(false)],
    ['bundled (disabled by default)', {}],
    // An allowed plugin is not enabled by that.
    ['bundled (disabled by default)', { allow: ['diagnostics-otel'] }],
  ])('%s', (expected, plugins) => {
    expect(rule(plugins)).toBe(expected);
  });

  it('enables three bundled plugins by default', () => {
    for (const id of ['device-pair', 'phone-control', 'talk-voice'])
      expect(rule({}, 'bundled', id)).toBe('on');
  });

  it('enables a plugin outside of the bundled ones by default', () => {
    for (const origin of ['config', 'workspace', 'global'] as const) expect(rule({}, origin)).toBe('on');
  });
});
