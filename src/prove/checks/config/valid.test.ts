import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { configValid } from './valid.ts';

const withConfig = (change: (text: string) => string) => deployed({ 'configmap-openclaw.yaml': change });

describe('config/valid', () => {
  it('passes on the configuration of deploy/', async () => {
    expect((await configValid.runWith(deployed())).status).toBe('pass');
  });

  it('fails on a misspelt telemetry key, with its line and the nearest key', async () => {
    const sources = withConfig((text) => text.replace('"flushIntervalMs"', '"flushIntervallMs"'));
    const outcome = await configValid.runWith(sources);
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining('flushIntervalMs') });
    const line = sources.config.file.split('\n')[(outcome.location?.line ?? 0) - 1];
    expect(line).toContain('flushIntervallMs');
  });

  it('fails on a file that does not parse', async () => {
    const outcome = await configValid.runWith(
      withConfig((text) => text.replace('"diagnostics": {', '"diagnostics": ')),
    );
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'manual' } });
  });
});
