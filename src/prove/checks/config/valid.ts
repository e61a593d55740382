import {
  type GatewayRelease,
  nearestText,
  RELEASE_LINES,
  targetText,
} from '../../../shared/openclaw/index.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configurationReading, type ConfigurationReading } from '../../evidence/configuration.ts';

/** The configuration parses and is valid. */
export const configValid = defineCheck({
  id: 'TL101',
  link: 'config',
  title: 'Configuration is valid',
  proves: "the file parses, and every value fits the schema of the gateway's release",
  explain:
    'The gateway does not start with an invalid configuration. A running gateway keeps its last good configuration ' +
    'when the file becomes invalid: the edit then seems to do nothing. OpenClaw refuses every key that its release does ' +
    "not know; this project's gateway refuses those of diagnostics.otel, because a misspelt one would turn the telemetry " +
    'off. The release is the one of --release, else that of the running gateway, of the package on disk, of the image in ' +
    'the manifests, or meta.lastTouchedVersion of the configuration. Where none is known, a configuration is valid that ' +
    'any known release takes, and not judged where only keys are unknown: a release between may have them. Rules between ' +
    'several values, such as a name that another setting has to define, are judged by `openclaw config validate` only. ' +
    'Correct what the message names.',
  severity: 'error',
  modes: [2],
  needs: ['config', configurationReading],
  run: ({ config, configurationReading: judged }) => {
    const { reading, uncertain, release, unread } = judged;
    if (unread !== undefined) return unknown(`it ${unread}: run check where these files are`);
    if (!reading.ok) {
      const [first] = reading.errors;
      const texts = reading.errors.map(({ path, message }) => `${path.join('.') || 'the file'} ${message}`);
      return fail(
        `${texts[0] ?? 'is not valid'}${forWhom(judged)}`,
        [...texts.map((text) => configEvidence(config, text)), ...release.by],
        {
          location: locate(config, first?.path ?? []),
          affects: ['the gateway does not start with it, or keeps its last good configuration'],
          fix: {
            kind: 'manual',
            text: `correct ${first?.path.join('.') || 'the file'}: ${first?.message ?? ''}`,
          },
        },
      );
    }
    const evidence: Judged = [configEvidence(config, 'valid'), ...release.by];
    const texts = uncertain.map(({ path, message }) => `${path.join('.')} ${message}`);
    const [doubt] = texts;
    if (doubt === undefined)
      return pass(`parses, and every value fits the schema${forWhom(judged)}`, evidence);
    const { target } = release;
    const nearest = target?.product === 'openclaw' ? nearestText(target.release) : undefined;
    return unknown(
      `${doubt}${forWhom(judged)}${nearest === undefined ? '' : `, and ${nearest}`}`,
      texts.map((text) => configEvidence(config, text)),
    );
  },
});

/** For which gateway it was judged, and, where that is not known, for which it is valid. */
function forWhom({ release: { target }, validFor, reading, readAs }: ConfigurationReading): string {
  if (target?.product === 'throughline') return '';
  if (target) return reading.ok ? ` of ${targetText(target)}` : ` (${targetText(target)})`;
  if (!reading.ok)
    return readAs === 'throughline' ? '' : ` (read as ${nameOf(readAs)}; no release is known: --release)`;
  if (validFor.length === 0) return '; no release that is known takes it: --release says which is meant';
  const others = ALL.filter((release) => !validFor.includes(release));
  if (others.length === 0) return '';
  return ` of ${validFor.map(nameOf).join(' and ')}; ${others.map(nameOf).join(' and ')} would refuse it (--release says which is meant)`;
}

const ALL: readonly GatewayRelease[] = ['throughline', ...RELEASE_LINES.map(({ id }) => id)];

function nameOf(release: GatewayRelease): string {
  return release === 'throughline' ? "this project's gateway" : release.replace('openclaw/', 'OpenClaw ');
}
