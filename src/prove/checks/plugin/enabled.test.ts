import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { pluginEnabled } from './enabled.ts';

const ENTRIES = '"entries": {';

describe('plugin/enabled', () => {
  it('fails on the configuration of deploy/, where the bundled plugin is off by default', async () => {
    const outcome = await pluginEnabled.runWith(deployed());
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.message).toContain('disabled by default');
    expect(outcome.fix?.diff).toMatch(/^\+ +"diagnostics-otel": \{$/m);
  });

  it('passes where an entry enables the plugin', async () => {
    const enabled = `${ENTRIES}\n            "diagnostics-otel": { "enabled": true },`;
    const sources = deployed({ 'configmap-openclaw.yaml': (text) => text.replace(ENTRIES, enabled) });
    expect((await pluginEnabled.runWith(sources)).status).toBe('pass');
  });

  it('fails where the lists leave the plugin out, and the fix changes both lists and adds the entry', async () => {
    const lists = `"allow": ["telegram"],\n          "deny": ["diagnostics-otel"],\n          ${ENTRIES}`;
    const sources = deployed({ 'configmap-openclaw.yaml': (text) => text.replace(ENTRIES, lists) });
    const outcome = await pluginEnabled.runWith(sources);
    expect(outcome.message).toContain('blocked by denylist');
    expect(outcome.fix?.diff).toMatch(/^-.*"deny": \["diagnostics-otel"\]/m);
    expect(outcome.fix?.diff).toMatch(/^\+.*"telegram", ?"diagnostics-otel"/m);
    expect(outcome.fix?.diff).toMatch(/^\+ +"diagnostics-otel": \{$/m);
  });
});
