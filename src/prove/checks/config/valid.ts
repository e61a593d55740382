import { fail, pass } from '../../engine/outcome.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';

/** The configuration parses and is valid. */
export const configValid = defineCheck({
  id: 'TL101',
  link: 'config',
  title: 'Configuration is valid',
  proves: "the file parses, and every value fits the gateway's schema",
  explain:
    'The gateway does not start with an invalid configuration. A running gateway keeps its last good configuration ' +
    'when the file becomes invalid: the edit then seems to do nothing. A misspelt key in diagnostics.otel counts as ' +
    'invalid, because it would turn the telemetry off. Correct what the message names.',
  severity: 'error',
  modes: [2],
  needs: ['config'],
  run: ({ config }) => {
    if (config.reading.ok)
      return pass('parses, and every value fits the schema', [configEvidence(config, 'valid')]);
    const { errors } = config.reading;
    const [first] = errors;
    const texts = errors.map(({ path, message }) => `${path.join('.') || 'the file'} ${message}`);
    return fail(
      texts[0] ?? 'is not valid',
      texts.map((text) => configEvidence(config, text)),
      {
        location: locate(config, first?.path ?? []),
        affects: ['the gateway does not start with it, or keeps its last good configuration'],
        fix: {
          kind: 'manual',
          text: `correct ${first?.path.join('.') || 'the file'}: ${first?.message ?? ''}`,
        },
      },
    );
  },
});
