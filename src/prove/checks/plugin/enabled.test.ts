import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { pluginEnabled } from './enabled.ts';

const ON = `          "diagnostics-otel": {
            "enabled": true
          },
`;
const ENTRIES = '"entries": {';
/** The bundled plugin is off by default. */
const off = (text: string): string => text.replace(ON, '');

describe('plugin/enabled', () => {
  it('passes on the configuration of deploy/', async () => {
    expect((await pluginEnabled.runWith(deployed())).status).toBe('pass');
  });

  it('fails where the bundled plugin is off by default', async () => {
    const outcome = await pluginEnabled.runWith(deployed({ 'configmap-openclaw.yaml': off }));
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.message).toContain('disabled by default');
    expect(outcome.fix?.diff).toMatch(/^\+ +"diagnostics-otel": \{$/m);
  });

  it('passes where an entry enables the plugin', async () => {
    const enabled = `${ENTRIES}\n            "diagnostics-otel": { "enabled": true },`;
    const sources = deployed({ 'configmap-openclaw.yaml': (text) => off(text).replace(ENTRIES, enabled) });
    expect((await pluginEnabled.runWith(sources)).status).toBe('pass');
  });

  it('fails where the lists leave the plugin out, and the fix changes both lists and adds the entry', async () => {
    const lists = `"allow": ["telegram"],\n          "deny": ["diagnostics-otel"],\n          ${ENTRIES}`;
    const sources = deployed({ 'configmap-openclaw.yaml': (text) => off(text).replace(ENTRIES, lists) });
    const outcome = await pluginEnabled.runWith(sources);
    expect(outcome.message).toContain('blocked by denylist');
    expect(outcome.fix?.diff).toMatch(/^-.*"deny": \["diagnostics-otel"\]/m);
    expect(outcome.fix?.diff).toMatch(/^\+.*"telegram", ?"diagnostics-otel"/m);
    expect(outcome.fix?.diff).toMatch(/^\+ +"diagnostics-otel": \{$/m);
  });
});
