import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { environmentOf } from '../../../../test/support/gateway.ts';
import { configVariablesSet } from './variables-set.ts';

const { config } = deployed();
const all = {
  OPENCLAW_GATEWAY_TOKEN: 'a-token',
  OPENCLAW_WEBHOOK_TOKEN: 'another',
  OPENCLAW_MODEL_BASE_URL: 'http://model/v1',
  OPENCLAW_MODEL_API_KEY: 'a-key',
};

describe('config/variables-set', () => {
  it('passes where all variables are set, and shows no value', async () => {
    const outcome = await configVariablesSet.runWith({ config, environment: environmentOf(all) });
    expect(outcome.status).toBe('pass');
    expect(JSON.stringify(outcome)).not.toContain('a-token');
  });

  it('fails on a variable that is missing or empty, with its line', async () => {
    const environment = environmentOf({ ...all, OPENCLAW_WEBHOOK_TOKEN: '' });
    const outcome = await configVariablesSet.runWith({ config, environment });
    expect(outcome).toMatchObject({ status: 'fail', message: 'OPENCLAW_WEBHOOK_TOKEN is not set' });
    expect(config.file.split('\n')[(outcome.location?.line ?? 0) - 1]).toContain('OPENCLAW_WEBHOOK_TOKEN');
  });

  it('counts a variable from a Secret as set, and is unknown where an unread source may set it', async () => {
    const { OPENCLAW_WEBHOOK_TOKEN, ...rest } = all;
    const elsewhere = { OPENCLAW_WEBHOOK_TOKEN: `Secret openclaw, key ${OPENCLAW_WEBHOOK_TOKEN}` };
    const fromSecret = environmentOf(rest, { elsewhere });
    expect((await configVariablesSet.runWith({ config, environment: fromSecret })).status).toBe('pass');
    const unread = environmentOf(rest, { unread: ['Secret openclaw'] });
    expect((await configVariablesSet.runWith({ config, environment: unread })).status).toBe('unknown');
  });

  it('passes on a configuration without a variable, and does not judge one that cannot be parsed', async () => {
    const given = (text: string): ReturnType<typeof configVariablesSet.runWith> =>
      configVariablesSet.runWith({
        config: { ...config, document: { ...config.document, text } },
        environment: environmentOf({}),
      });
    expect(await given('{}')).toMatchObject({
      status: 'pass',
      evidence: [{ saw: 'no value holds ${VARIABLE}' }],
    });
    expect((await given('{ diagnostics: ')).status).toBe('unknown');
  });

  it('passes with the evidence of a running gateway, which shows only some of its variables', async () => {
    const environment = environmentOf({}, { unread: undefined });
    expect(await configVariablesSet.runWith({ config, environment })).toMatchObject({
      status: 'pass',
      evidence: [{ saw: expect.stringContaining('OPENCLAW_WEBHOOK_TOKEN') }],
    });
  });
});
