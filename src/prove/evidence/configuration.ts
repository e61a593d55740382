import { defineEvidence, known, settled } from '../engine/define-evidence.ts';
import { fail } from '../engine/outcome.ts';

/** The values of the configuration file, defaults included. Where it is not valid, `config/valid` says why. */
export const configuration = defineEvidence({
  name: 'configuration',
  needs: ['config'],
  answer: ({ config }) =>
    config.reading.ok
      ? known(config.reading.config)
      : // The failure modes of the check that needs it are not what is wrong.
        settled(fail('the configuration is not valid', [], { modes: [] })),
});
