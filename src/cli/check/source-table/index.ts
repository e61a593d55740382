import type { HowToProvide } from '../../../prove/index.ts';
import { backend, replicas } from './backend.ts';
import { canary } from './canary.ts';
import { cluster } from './cluster.ts';
import { collector } from './collector.ts';
import { config } from './config.ts';
import { contract } from './contract.ts';
import { environment } from './environment.ts';
import { gateway } from './gateway.ts';
import { grafana } from './grafana.ts';
import { logs } from './logs.ts';
import { manifestFiles, manifests } from './manifests.ts';
import { openclaw } from './openclaw.ts';
import { readers } from './readers.ts';
import { release } from './release.ts';
import { revision } from './revision.ts';
import type { SourceRow } from './row.ts';
import { tap } from './tap.ts';
import { vantage } from './vantage.ts';

/** All sources of `throughline check`, in the order of its help. A new source is one row. */
const ROWS = [
  config,
  release,
  manifestFiles,
  manifests,
  environment,
  logs,
  cluster,
  revision,
  collector,
  readers,
  grafana,
  openclaw,
  gateway,
  backend,
  replicas,
  tap,
  contract,
  canary,
  vantage,
] as const;
type Row = (typeof ROWS)[number];

type Flat<Type> = { [Key in keyof Type]: Type[Key] };
/** A value that is all of these at once. */
type AllOf<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer All,
) => void
  ? Flat<All>
  : never;
/** A value that each of these functions takes first. */
type TakenBy<Functions> = [Functions] extends [(first: infer First, second: never) => unknown]
  ? Flat<First>
  : never;

/** The flags of all sources, as commander gives them. */
export type SourceFlags = TakenBy<Row['named']>;

export const SOURCES: readonly SourceRow[] = ROWS;

/** The keys of all sources in `throughline.yaml`. */
export const SOURCE_KEYS = Object.assign({}, ...ROWS.map(({ keys }) => keys)) as AllOf<Row['keys']>;

/** How to provide each source that a run can lack. It does not compile where a source has no row. */
export const HOW_TO_PROVIDE: HowToProvide = Object.fromEntries(
  SOURCES.map(({ name, hint, optional = false }) => [name, { hint, optional }]),
) as Record<Row['name'], HowToProvide[keyof HowToProvide]>;
