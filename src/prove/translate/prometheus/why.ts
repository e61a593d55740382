import { labelCollisions } from '../collisions.ts';
import type { ConverterRules, Effect, FaultKind } from './converter-rules.ts';
import type { Conversion, Fault } from './converter.ts';
import { IDENTIFYING, instanceOf, jobOf } from '../identity.ts';
import { withoutEmpty } from '../labels.ts';
import type { MetricShape } from '../types.ts';
import { explainName, kindWord, quote } from './why-name.ts';

/** What Prometheus' converter did to one metric, step by step. */
export function explainConversion(
  rules: ConverterRules,
  metric: MetricShape,
  conversion: Conversion,
): string[] {
  return [
    ...explainName(rules.metricName, metric),
    ...explainAttributes(rules, metric),
    ...explainIdentity(rules, metric),
    ...explainPromotion(rules, metric),
    explainTargetInfo(rules, metric, conversion),
    ...conversion.faults.map((fault) => explainFault(rules, metric, fault)),
  ];
}

function explainAttributes(rules: ConverterRules, { attributes }: MetricShape): string[] {
  const why: string[] = [];
  const collisions = labelCollisions(attributes.keys(), rules.labelName);
  for (const [label, keys] of collisions) {
    why.push(
      `The attributes ${keys.map(quote).join(', ')} become one label ${quote(label)}, values joined by ";".`,
    );
  }
  for (const [key, value] of attributes) {
    const label = rules.labelName(key);
    if (rules.labelText(value) === '')
      why.push(`The attribute ${quote(key)} is empty: an empty label is no label.`);
    else if (label !== key && !collisions.has(label)) {
      why.push(`The attribute ${quote(key)} becomes the label ${quote(label)}.`);
    }
  }
  return why;
}

function explainIdentity(rules: ConverterRules, { attributes, resource }: MetricShape): string[] {
  const why: string[] = [];
  const own = (label: string): string => (attributes.has(label) ? `, over the attribute of that name` : '');
  const job = jobOf(resource, rules.labelText);
  const from = resource.has('service.namespace')
    ? 'service.namespace and service.name give'
    : 'service.name gives';
  if (job !== undefined && job !== '') why.push(`${from} the label job${own('job')}: ${quote(job)}.`);
  else why.push('The resource has no service.name, so it gives no label job.');
  const instance = instanceOf(resource, rules.labelText);
  if (instance !== undefined && instance !== '') {
    why.push(`service.instance.id gives the label instance${own('instance')}: ${quote(instance)}.`);
  }
  return why;
}

function explainPromotion(rules: ConverterRules, { resource, scope }: MetricShape): string[] {
  const why = [...resource.keys()]
    .filter(rules.promotes)
    .map(
      (key) =>
        `The resource attribute ${quote(key)} is promoted to the label ${quote(rules.promotedName(key))}.`,
    );
  if (rules.promotesScope && scope !== undefined && scope.name !== '') {
    why.push('The scope is promoted to labels that start with otel_scope_.');
  }
  return why;
}

function explainTargetInfo(
  rules: ConverterRules,
  { resource }: MetricShape,
  { targetInfo }: Conversion,
): string {
  if (targetInfo !== null) {
    const names = [...withoutEmpty(targetInfo).keys()].toSorted().join(', ');
    return `The resource is stored as target_info with ${names === '' ? 'no label' : names}.`;
  }
  const describing = [...resource.keys()].filter((key) => !IDENTIFYING.has(key));
  if (describing.length === 0) return 'There is no target_info: the resource says nothing but its identity.';
  return rules.targetInfoNeedsIdentity
    ? 'There is no target_info: it needs a label job or instance, and names that can be stored.'
    : 'There is no target_info: one of its names cannot be stored.';
}

const FAULTS: Readonly<Record<FaultKind, (metric: MetricShape, what: string) => string>> = {
  temporality: ({ kind, temporality }) =>
    `A ${kindWord(kind)} with ${temporality ?? 'this'} temporality is not taken.`,
  'metric-name': (_, what) => `Nothing is left of the name ${quote(what)}.`,
  'label-name': (_, what) => `The attribute ${quote(what)} has no name that a label could have.`,
  'label-name-of-sum': (_, what) => `A key of this sum has no name that a label could have: ${what}.`,
  'promoted-label': (_, what) => `The name of ${what} is empty or of underscores only.`,
  'series-name': (_, what) => `${quote(what)} is no valid name in the store.`,
  'duplicate-label': (_, what) =>
    `The label ${quote(what)} is there twice: from an attribute and from the server.`,
  'native-histogram': (_, what) => `${quote(what)} is a native histogram, and those are switched off.`,
  limit: (_, what) => `${quote(what)} has more or longer labels than the server takes.`,
};

const EFFECTS: Readonly<Record<Effect, string>> = {
  drop: 'It is left out, and the push is answered as if nothing were wrong.',
  cut: 'It is left out, the rest is stored, and the connection is cut.',
  reject: 'It is left out, the rest is stored, and the push is answered with an error.',
  refuse: 'The whole push is refused, and nothing of it is stored.',
};

function explainFault(rules: ConverterRules, metric: MetricShape, { kind, what }: Fault): string {
  return `${FAULTS[kind](metric, what)} ${EFFECTS[rules.effects[kind]]}`;
}
