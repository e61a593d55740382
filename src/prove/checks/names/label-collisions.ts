import { createTranslator, labelCollisions } from '../../translate/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';

/** No two attributes of a metric become the same label. */
export const namesLabelCollisions = defineCheck({
  id: 'TL705',
  link: 'names',
  title: 'Each attribute has a label of its own',
  proves: "by the backend's rules, no two attributes of a metric become the same label",
  explain:
    'Where names are escaped, model.name and model_name are one label. Prometheus then joins their values by ";" in ' +
    'the order of the keys, so that a query for either value finds nothing. Rename one of the attributes, or keep ' +
    'UTF-8 names in the backend.',
  severity: 'warning',
  modes: [57],
  needs: ['contract', 'backend'],
  dependsOn: ['TL501'],
  run: async ({ contract, backend }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const translator = createTranslator(identity.value.backend);
    const colliding = contract.metrics.flatMap(({ otlp, attributes, optionalAttributes = [] }) => {
      // Of a contract of stored names the attributes are labels already, each its own.
      if (otlp === undefined) return [];
      const found = labelCollisions([...attributes, ...optionalAttributes], (key) =>
        translator.labelName(key),
      );
      return [...found].map(([label, keys]) => ({ otlp, label, keys }));
    });
    const [first] = colliding;
    if (!first) return pass('no two attributes of a metric share a label', []);
    const evidence = colliding.slice(0, 5).map(({ otlp, label, keys }) => ({
      source: 'contract, by the rules of the backend',
      saw: `${otlp}: ${keys.join(' and ')} both become ${label}`,
    }));
    return warn(
      `${first.keys.join(' and ')} of ${first.otlp} both become the label ${first.label}`,
      evidence,
      {
        affects: colliding.map(({ otlp, label }) => `queries of ${otlp} by ${label}`),
        fix: { kind: 'manual', text: `rename one of the attributes ${first.keys.join(', ')}` },
      },
    );
  },
});
