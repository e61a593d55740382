import { counted } from '../../../shared/text/count.ts';
import { createTranslator, labelCollisions } from '../../translate/index.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, skip, warn } from '../../engine/outcome.ts';

/** No two attributes of a metric become the same label. */
export const namesLabelCollisions = defineCheck({
  id: 'TL705',
  link: 'names',
  title: 'Each attribute has its own label',
  proves: "by the backend's settings, no two attributes of a metric become the same label",
  explain:
    'Where names are escaped, model.name and model_name become one label. Prometheus then joins their values by ";" in ' +
    'the order of the keys, so that a query for either value finds nothing. Rename one of the attributes, or keep ' +
    'UTF-8 names in the backend.',
  severity: 'warning',
  modes: [57],
  needs: ['contract', backendIdentity],
  dependsOn: ['TL501'],
  run: ({ contract, backendIdentity }) => {
    const translator = createTranslator(backendIdentity.backend);
    const colliding = contract.metrics.flatMap(({ otlp, attributes, optionalAttributes = [] }) => {
      // In a contract of stored names, the attributes are label names already.
      if (otlp === undefined) return [];
      const found = labelCollisions([...attributes, ...optionalAttributes], (key) =>
        translator.labelName(key),
      );
      return [...found].map(([label, keys]) => ({ otlp, label, keys }));
    });
    const [first] = colliding;
    const source = "contract, by the backend's settings";
    if (!first) {
      const named = contract.metrics.filter(({ otlp }) => otlp !== undefined);
      if (named.length === 0)
        return skip('the contract has stored names only, whose attributes are labels already');
      const keys = new Set(
        named.flatMap(({ attributes, optionalAttributes = [] }) => [...attributes, ...optionalAttributes]),
      );
      const saw = `${counted(keys.size, 'attribute')} of ${counted(named.length, 'metric')}`;
      return pass('no two attributes of a metric share a label', [{ source, saw }]);
    }
    const evidence = colliding.slice(0, 5).map(({ otlp, label, keys }) => ({
      source,
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
