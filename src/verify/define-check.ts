import type { Link } from './links.ts';
import type { Outcome, Severity } from './outcome.ts';
import type { SourceName, Sources } from './sources.ts';

/** What a check sees: the sources that it needs, and those that it can use where they are there. */
export type CheckContext<Needs extends SourceName, Uses extends SourceName> = Pick<Sources, Needs> &
  Partial<Pick<Sources, Uses>>;

export interface CheckDefinition<Needs extends SourceName, Uses extends SourceName> {
  /** Permanent: never given to another check, not even when this one is gone. */
  readonly id: `TL${number}`;
  readonly link: Link;
  readonly title: string;
  /** What a pass proves. */
  readonly proves: string;
  /** What it means when it fails and how to mend it, for `explain` and the docs. */
  readonly explain: string;
  readonly severity: Severity;
  /** Rows of the catalogue of failure modes that it can name. */
  readonly modes: readonly number[];
  /** Without these it cannot be asked. */
  readonly needs: readonly Needs[];
  /** More evidence where it is there. */
  readonly uses?: readonly Uses[];
  /** Checks whose failure makes this one's answer meaningless. */
  readonly dependsOn?: readonly `TL${number}`[];
  /** It sees that something is wrong, not what: the root cause only where nothing else fails. */
  readonly symptom?: boolean;
  readonly run: (context: CheckContext<Needs, Uses>) => Promise<Outcome> | Outcome;
}

/** A check as the engine holds it. */
export interface Check extends Omit<
  CheckDefinition<SourceName, SourceName>,
  'run' | 'uses' | 'dependsOn' | 'symptom'
> {
  readonly uses: readonly SourceName[];
  readonly dependsOn: readonly `TL${number}`[];
  readonly symptom: boolean;
  /** Hands over the declared sources only; those that it needs must be there. */
  runWith(sources: Partial<Sources>): Promise<Outcome>;
}

/** Declares a check: its data, and one function. An undeclared source does not compile, and is not handed over. */
export function defineCheck<Needs extends SourceName, Uses extends SourceName = never>(
  definition: CheckDefinition<Needs, Uses>,
): Check {
  const { run, uses = [], dependsOn = [], symptom = false, ...data } = definition;
  const declared: readonly SourceName[] = [...data.needs, ...uses];
  return {
    ...data,
    uses,
    dependsOn,
    symptom,
    runWith: async (sources) => {
      const given = Object.fromEntries(declared.map((name) => [name, sources[name]]));
      return run(given as unknown as CheckContext<Needs, Uses>);
    },
  };
}
