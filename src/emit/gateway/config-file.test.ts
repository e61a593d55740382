import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';

const CONFIG_MAP = fileURLToPath(new URL('../../../examples/configmap-openclaw.yaml', import.meta.url));

describe('loadConfig', () => {
  it('loads a ConfigMap manifest', async () => {
    const env = {
      OPENCLAW_GATEWAY_TOKEN: 't',
      OPENCLAW_MODEL_BASE_URL: 'http://m/v1',
      OPENCLAW_MODEL_API_KEY: 'k',
      OPENCLAW_WEBHOOK_TOKEN: 'w',
    };
    const loaded = await loadConfig({ path: CONFIG_MAP }, env);
    expect(loaded).toMatchObject({ ok: true, warnings: [], config: { gateway: { auth: { token: 't' } } } });
  });

  it('names each variable that is not set', async () => {
    const loaded = await loadConfig({ path: CONFIG_MAP, key: 'openclaw.json' }, {});
    expect(loaded).toMatchObject({ ok: false, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(loaded)).toContain('needs the environment variable OPENCLAW_GATEWAY_TOKEN');
  });

  it('reports a file that cannot be read, and what to do', async () => {
    expect(await loadConfig({ path: '/no/such/file' }, {})).toMatchObject({
      ok: false,
      hash: null,
      errors: [{ message: expect.stringContaining('no such file; name the right one with --config') }],
    });
  });
});
