import type {
  AttributeMap,
  AttributeValue,
  MetricKind,
  MetricScope,
  MetricShape,
} from '../translate/index.ts';

/** A value that the pipeline cannot see: each data point has its own. */
export const ANY = Symbol('any value');

export type Known = AttributeValue | typeof ANY;

export type KnownMap = ReadonlyMap<string, Known>;

/** What a component did to a metric. */
export interface Step {
  /** The place in the configuration. */
  readonly path: readonly (string | number)[];
  /** A part of a sentence that begins with the component: `renames it to x`. */
  readonly text: string;
}

/** What can be changed of a metric. */
type Part = 'name' | 'kind' | 'unit' | 'temporality' | 'attributes' | 'resource' | 'scope' | 'isOpen';

export interface Change extends Step {
  readonly parts: readonly Part[];
}

/** A metric on its way through a collector. */
export interface Passing {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly temporality: NonNullable<MetricShape['temporality']>;
  readonly attributes: KnownMap;
  readonly resource: KnownMap;
  readonly scope?: MetricScope;
  /** It may have attributes that are not listed. */
  readonly isOpen: boolean;
  readonly changes: readonly Change[];
  /** What may have changed it, and could not be judged. */
  readonly unjudged: readonly Step[];
  /** Set where nothing of it leaves this step. */
  readonly droppedBy?: Step;
}

/** One processor, on one metric. */
export type Processor = (metric: Passing) => Passing;

export function entering(shape: MetricShape): Passing {
  return {
    ...shape,
    temporality: shape.temporality ?? 'cumulative',
    isOpen: false,
    changes: [],
    unjudged: [],
  };
}

/** A metric whose data points have these attributes, with values that are not known. */
export function enteringWith(
  metric: { readonly name: string; readonly kind: MetricKind; readonly unit: string },
  attributes: readonly string[],
  resource: AttributeMap,
): Passing {
  return {
    ...metric,
    temporality: 'cumulative',
    attributes: new Map(attributes.map((key) => [key, ANY] as const)),
    resource,
    isOpen: true,
    changes: [],
    unjudged: [],
  };
}

/** What leaves, with a text in place of values that are not known. */
export function shapeOf(metric: Passing): MetricShape {
  const { name, kind, unit, temporality, scope } = metric;
  return {
    name,
    kind,
    unit,
    temporality,
    attributes: withText(metric.attributes),
    resource: withText(metric.resource),
    ...(scope === undefined ? {} : { scope }),
  };
}

function withText(map: KnownMap): AttributeMap {
  return new Map([...map].map(([key, value]) => [key, value === ANY ? 'any' : value]));
}

export function changed(metric: Passing, to: Partial<Pick<Passing, Part>>, step: Step): Passing {
  const parts = Object.keys(to) as Part[];
  return { ...metric, ...to, changes: [...metric.changes, { ...step, parts }] };
}

export function notJudged(metric: Passing, step: Step): Passing {
  return { ...metric, unjudged: [...metric.unjudged, step] };
}

export function dropped(metric: Passing, step: Step): Passing {
  return { ...metric, droppedBy: step };
}
