// What `npm run new:check` writes. All of it compiles as it is, so that the generators run before it is filled in.

/** Each blank by its name: what to write in place of the marker `FILL IN name`. */
export const BLANKS = {
  statement: 'what a pass means, as one sentence for the next developer',
  title: 'the title as a pass reads, at most 39 characters',
  proof: 'what a pass proves, as the end of "Proves that …"',
  explanation: 'what a failure means and how to fix it, at least 80 characters',
  fault:
    'the text by which the fault is known in the configuration; replace the whole condition where that is not enough',
  good: 'the message of a pass',
  bad: 'the message of a failure: what is wrong',
  effect: 'what does not work because of it',
  fix: 'what to do, for a person; a diff is better: see src/prove/fix',
  situation: 'the case in which it fails, as the end of "fails where …"',
  health: 'the case in which it passes, as the end of "passes where …"',
  scenario: 'the title of the scenario: what is wrong in it',
  japanese: 'the title in Japanese',
};

/** `network/foo` is exported as `networkFoo`. */
const exportOf = (name) => name.replaceAll(/[-/](\w)/g, (_, letter) => letter.toUpperCase());

export const titleLine = (id) => `  ${id}: 'FILL IN japanese',`;

/** Each file by its path from the root. */
export function filesOf({ link, rest, name, id }) {
  return {
    [`src/prove/checks/${name}.ts`]: check({ link, name, id }),
    [`src/prove/checks/${name}.test.ts`]: checkTest({ rest, name }),
    [`test/scenarios/${link}-${rest}/scenario.yaml`]: scenarioFile(id),
  };
}

const check = ({ link, name, id }) => `import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { configEvidence } from '../../evidence/config-location.ts';

/** FILL IN statement */
export const ${exportOf(name)} = defineCheck({
  id: '${id}',
  link: '${link}',
  title: 'FILL IN title',
  proves: 'FILL IN proof',
  explain: 'FILL IN explanation',
  severity: 'error',
  modes: [],
  needs: ['config'],
  run: ({ config }) => {
    const isFaulty = config.document.text.includes('FILL IN fault');
    if (!isFaulty) return pass('FILL IN good', [configEvidence(config, 'FILL IN good')]);
    return fail('FILL IN bad', [configEvidence(config, 'FILL IN bad')], {
      affects: ['FILL IN effect'],
      fix: { kind: 'manual', text: 'FILL IN fix' },
    });
  },
});
`;

const checkTest = ({ rest, name }) => `import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { ${exportOf(name)} } from './${rest}.ts';

describe('${name}', () => {
  it('fails where FILL IN situation', async () => {
    const sources = deployed({
      'configmap-openclaw.yaml': (text) =>
        text.replace('"serviceName": "openclaw"', '"serviceName": "FILL IN fault"'),
    });
    expect(await ${exportOf(name)}.runWith(sources)).toMatchObject({ status: 'fail', message: 'FILL IN bad' });
  });

  it('passes where FILL IN health', async () => {
    expect((await ${exportOf(name)}.runWith(deployed())).status).toBe('pass');
  });
});
`;

const scenarioFile = (id) => `title: FILL IN scenario
given:
  base: ../_base/openclaw-least
  config: openclaw.json
  patch: { diagnostics: { otel: { serviceName: FILL IN fault } } }
  gateway: none
  backend: { flavour: none }
  check: [--static]
expect:
  verdict: broken
  rootCause: { check: ${id} }
fixed: { verdict: undetermined, given: { patch: {} } }
`;
