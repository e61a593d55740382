import {
  ASSUMED_VERSIONS,
  backendsInManifest,
  DescriptionError,
  FLAVOUR_TITLES,
  identifyBackend,
  type NamedFlavour,
  parseFlavour,
  PrometheusApi,
  settingsFromFile,
  showVersion,
  UnreachableError,
} from '../../prove/sources/index.ts';
import type {
  Backend,
  Flavour,
  PrometheusSettings,
  TranslationStrategy,
  Version,
} from '../../prove/translate/index.ts';
import { parseFileArgument } from '../../shared/config/index.ts';
import type { DescriptionFlags } from './options.ts';
import { openServer } from '../open-server.ts';
import { credentialsFor } from '../settings/server.ts';
import { readNamedText } from '../named-file.ts';
import type { Settings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';

/** Flags of the command line that say which backend is meant. */
export interface BackendFlags extends DescriptionFlags {
  readonly backend?: string;
  readonly timeout: number;
}

/** The backend whose rules apply. */
export interface KnownBackend {
  readonly backend: Backend;
  /** Server, version and what is set: `Prometheus 3.5.3, UnderscoreEscapingWithSuffixes`. */
  readonly title: string;
  /** False where the version is assumed: then nothing is said of its defects. */
  readonly isVersionKnown: boolean;
  /** What is assumed, and the flag that changes it. */
  readonly remarks: readonly string[];
}

/** What is known of a backend before the flags of the command line are applied. */
interface Base {
  readonly flavour: Flavour;
  readonly version: Version | null;
  readonly settings: Backend['settings'];
  /** What is assumed about the version and the settings. */
  readonly remarks: { readonly version?: string; readonly settings?: readonly string[] };
}

/**
 * Asks the backend, or takes it as described. `--settings` and `--strategy` override what a server or a manifest says;
 * `--flavour` adds the version where they do not say it.
 *
 * @throws {UsageError}
 */
export async function knownBackend(
  flags: BackendFlags,
  file: Settings,
  env: NodeJS.ProcessEnv,
): Promise<KnownBackend> {
  if (flags.backend !== undefined && flags.manifest !== undefined) {
    throw new UsageError('--backend asks a server and --manifest reads a file; give one of them');
  }
  const base = await baseOf(flags, file, env);
  const version = base.version ?? ASSUMED_VERSIONS[base.flavour];
  const given = {
    ...settingsFrom(flags.settings ?? [], base.flavour),
    ...strategySetting(flags.strategy, base.flavour, version),
  };
  const backend = { flavour: base.flavour, version, settings: { ...base.settings, ...given } } as Backend;
  const isDescribed = (flags.settings ?? flags.strategy) !== undefined;
  return {
    backend,
    title: titleOf(backend),
    isVersionKnown: base.version !== null,
    remarks: [
      ...(base.remarks.version === undefined ? [] : [base.remarks.version]),
      ...(isDescribed ? [] : (base.remarks.settings ?? [])),
    ],
  };
}

async function baseOf(flags: BackendFlags, file: Settings, env: NodeJS.ProcessEnv): Promise<Base> {
  const named = flags.flavour === undefined ? undefined : flavourOf(flags.flavour);
  const url = flags.backend ?? (named || flags.manifest !== undefined ? undefined : file.backend?.url);
  if (url !== undefined) return withVersion(await asked(url, flags.timeout, file, env), named, url);
  if (flags.manifest !== undefined) {
    const base = withVersion(described(flags.manifest), named, flags.manifest);
    if (base.version) return base;
    throw new UsageError(
      `${flags.manifest} does not say the version; give --flavour ${base.flavour}@VERSION`,
    );
  }
  const { flavour, version } = named ?? { flavour: 'prometheus', version: null };
  const taken = `${flavour}@${showVersion(ASSUMED_VERSIONS[flavour])}`;
  const how = named
    ? `--flavour ${flavour}@VERSION says otherwise`
    : '--backend URL or --flavour NAME@VERSION says otherwise';
  return {
    flavour,
    version,
    settings: {},
    remarks: version ? {} : { version: `the backend is taken for ${taken} with its defaults; ${how}` },
  };
}

function withVersion(base: Base, named: NamedFlavour | undefined, source: string): Base {
  if (named && named.flavour !== base.flavour) {
    throw new UsageError(
      `${source} is ${FLAVOUR_TITLES[base.flavour]}; leave out --flavour ${named.flavour}`,
    );
  }
  if (base.version || !named?.version) return base;
  const { settings = [] } = base.remarks;
  return { ...base, version: named.version, remarks: { settings } };
}

async function asked(url: string, timeoutMs: number, file: Settings, env: NodeJS.ProcessEnv): Promise<Base> {
  const http = openServer(url, timeoutMs, credentialsFor(file.backend, env, 'THROUGHLINE_BACKEND'));
  try {
    const { backend, version, assumptions } = await identifyBackend(new PrometheusApi(http));
    const says = `--strategy or --settings FILE says otherwise`;
    return {
      ...backend,
      version,
      remarks: { settings: assumptions.map((assumption) => `${url}: ${assumption}; ${says}`) },
    };
  } catch (error) {
    if (error instanceof UnreachableError) throw new UsageError(`${url} does not answer: ${error.message}`);
    throw error;
  } finally {
    await http.close();
  }
}

/** `FILE`, or `FILE#NAME` where it describes several. */
function described(argument: string): Base {
  const { path, key: name } = parseFileArgument(argument);
  const found = explained(path, () => backendsInManifest(readNamedText(path)));
  const wanted = found.filter(({ object }) => name === undefined || object.endsWith(name));
  const [only, second] = wanted;
  if (!only) {
    const what = name ?? 'Prometheus, VictoriaMetrics or Mimir';
    throw new UsageError(
      `${path} describes no ${what}; describe it by --flavour NAME@VERSION and --settings FILE`,
    );
  }
  if (second) {
    const objects = wanted.map(({ object }) => object).join(', ');
    throw new UsageError(`${path} describes several: ${objects}; write ${path}#NAME`);
  }
  const settings = only.open.map(
    (open) => `${path}: ${open}; defaults are assumed, --settings FILE says otherwise`,
  );
  return { ...only, remarks: { settings } };
}

function flavourOf(text: string): NamedFlavour {
  const parsed = parseFlavour(text);
  if (parsed) return parsed;
  throw new UsageError(
    `--flavour ${text} is not a server of the table; write prometheus@3.5.3, victoriametrics@1.145 or mimir@3.0`,
  );
}

function settingsFrom(paths: readonly string[], flavour: Flavour): Backend['settings'] {
  const settings = paths.map((path) => explained(path, () => settingsFromFile(readNamedText(path), flavour)));
  return Object.assign({}, ...settings) as Backend['settings'];
}

/** @throws {UsageError} where VictoriaMetrics is asked for a strategy, which it does not have */
function strategySetting(
  strategy: TranslationStrategy | undefined,
  flavour: Flavour,
  version: Version,
): { translationStrategy?: TranslationStrategy } {
  if (strategy === undefined) return {};
  if (flavour === 'victoriametrics') {
    throw new UsageError(
      'VictoriaMetrics has no strategies but flags; give --settings FILE with -opentelemetry.usePrometheusNaming',
    );
  }
  // Before 3.0 there was no setting: Prometheus always did what is now the default.
  const isOnlyOne = flavour === 'prometheus' && version.major < 3;
  return isOnlyOne && strategy === 'UnderscoreEscapingWithSuffixes' ? {} : { translationStrategy: strategy };
}

function explained<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DescriptionError) throw new UsageError(`${path} ${error.message}`);
    throw error;
  }
}

function titleOf({ flavour, version, settings }: Backend): string {
  const { translationStrategy, ...others } = settings as Record<string, unknown> & PrometheusSettings;
  const strategy =
    translationStrategy ?? (flavour === 'prometheus' ? 'UnderscoreEscapingWithSuffixes' : undefined);
  const set = Object.entries(others)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => (value === true ? name : `${name}=${String(value)}`));
  return [
    `${FLAVOUR_TITLES[flavour]} ${showVersion(version)}`,
    ...(strategy === undefined ? [] : [strategy]),
    ...set,
  ].join(', ');
}
