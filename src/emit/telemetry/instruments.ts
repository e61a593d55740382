import { CATALOGUE, type MetricDefinition, type MetricName } from '../../shared/catalog/index.ts';
import {
  type Bound,
  type Counter,
  createInstrument,
  type Histogram,
  type InstrumentLimits,
} from './instrument.ts';
import type { CounterRow, HistogramRow } from './rows.ts';

type DefinitionOf<N extends MetricName> = Extract<(typeof CATALOGUE)[number], { name: N }>;

/** Attributes that may be left out: the config may drop sessionKey, and not every gateway knows the others. */
type Optional = 'sessionKey' | 'source' | 'status';

/** Attributes of a metric, as the catalogue has them. */
type AttributesOf<N extends MetricName> = Readonly<
  Record<Exclude<DefinitionOf<N>['attributes'][number], Optional>, string> &
    Partial<Record<Extract<DefinitionOf<N>['attributes'][number], Optional>, string>>
>;

/** A handle for one attribute set of a metric. */
export type BoundOf<N extends MetricName> = Bound<
  DefinitionOf<N>['kind'] extends 'counter' ? CounterRow : HistogramRow
>;

/** The 18 instruments, made from the catalogue. */
export class Instruments {
  readonly all: readonly (Counter | Histogram)[];
  readonly #byName: ReadonlyMap<MetricName, Counter | Histogram>;

  constructor(limits: InstrumentLimits) {
    this.#byName = new Map(
      CATALOGUE.map((definition: MetricDefinition & { name: MetricName }) => [
        definition.name,
        createInstrument(definition, limits),
      ]),
    );
    this.all = [...this.#byName.values()];
  }

  /** @param attributes null means the overflow row */
  bind<N extends MetricName>(name: N, attributes: AttributesOf<N> | null): BoundOf<N> {
    const instrument = this.#byName.get(name) as Counter | Histogram;
    return instrument.bind(attributes) as BoundOf<N>;
  }
}
