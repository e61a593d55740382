import type { MetricKind } from '../translate/index.ts';

/** What should arrive: a service's metrics, by OTLP name or by stored name, and the service that sends them. */
export interface Contract {
  readonly name: string;
  /** Prometheus' `job`: `service.name`, or `service.namespace/service.name`. Undefined for any job. */
  readonly job?: string;
  /** Prometheus' `instance`: `service.instance.id`. Undefined for all instances. */
  readonly instance?: string;
  /** How it gets there: pushed by OTLP, which is the default, or scraped. */
  readonly way?: 'push' | 'scrape';
  /** Time between two pushes, or two scrapes. */
  readonly flushIntervalMs: number;
  /** What says so; absent: the contract itself. */
  readonly flushIntervalFrom?: string;
  /** A counter that grows at a known rate without traffic, where the sender has one. */
  readonly canary?: ContractCanary;
  readonly metrics: readonly ContractMetric[];
}

/** A counter that grows by itself: a lower stored rate means that data was lost. */
export interface ContractCanary {
  readonly otlp: string;
  readonly perSecond: number;
}

export interface ContractMetric {
  /** OTLP name; absent in a recorded contract, where only the stored name is known. */
  readonly otlp?: string;
  /** The exact stored name, without the suffixes of a histogram. Absent: predicted from the OTLP name. */
  readonly prometheus?: string;
  readonly kind: MetricKind;
  /** UCUM unit as sent. */
  readonly unit: string;
  /** OTLP attribute keys of its data points, or the label names where only the stored name is known. */
  readonly attributes: readonly string[];
  /** Attributes that only some data points have: their absence is not a fault. */
  readonly optionalAttributes?: readonly string[];
  /** What its attributes can be, by the key in `attributes` or `optionalAttributes`. Absent: anything. */
  readonly values?: Readonly<Record<string, AttributeValues>>;
  /** Explicit bounds of a histogram, without +Inf. Absent: not known. */
  readonly bounds?: readonly number[];
  /** Absence is not a fault while other metrics of the contract arrive. */
  readonly mayBeIdle: boolean;
  /** What has to happen before it is sent, as in "it needs …"; `nothing` where it needs no traffic. */
  readonly needs?: string;
  readonly description?: string;
}

/** The type of an attribute whose values have one form each, or all of its values as labels have them. */
export type AttributeValues = 'boolean' | 'int' | 'double' | readonly string[];
