import { readConfigFor, type TargetReading } from '../../shared/openclaw/index.ts';
import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { fail } from '../engine/outcome.ts';
import type { ConfigFile } from '../sources/index.ts';
import { type AssumedRelease, openclawRelease } from './openclaw-release.ts';

/** The configuration file as its gateway reads it, and which gateway that is. */
export interface ConfigurationReading extends TargetReading {
  readonly release: AssumedRelease;
}

/** The configuration file as the gateway of its release reads it; where none is known, as any that takes it. */
export const configurationReading = defineEvidence({
  name: 'configurationReading',
  needs: ['config', openclawRelease],
  answer: ({ config, openclawRelease: release }) =>
    known<ConfigurationReading>({ ...readingOf(config, release), release }),
});

/** The values of the configuration file, defaults included. Where it is not valid, `config/valid` says why. */
export const configuration = defineEvidence({
  name: 'configuration',
  needs: [configurationReading],
  answer: ({ configurationReading: { reading, unread } }) =>
    reading.ok
      ? known(reading.config)
      : unread !== undefined
        ? notKnown(`the configuration ${unread}`)
        : // The failure modes of the check that needs it are not what is wrong.
          settled(fail('the configuration is not valid', [], { modes: [] })),
});

/** The configuration as the gateway of a release reads it. */
export function readingOf(
  { document, included }: ConfigFile,
  { target }: Pick<AssumedRelease, 'target'>,
): TargetReading {
  const isConverted = document.key !== null && document.configMap === null && document.secret === null;
  return readConfigFor(document.text, target, { isConverted, ...(included ? { included } : {}) });
}
