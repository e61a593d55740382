import type { RunningStage, StageName } from './stages.ts';

/** A gateway with its backend, and the files of a user. */
export type Subject = Pick<RunningStage, 'openclaw' | 'backend' | 'backendLog' | 'contract'>;

/** One set of sources: what a user has at hand, as arguments of `throughline check`. */
export interface SourceSet {
  readonly name: string;
  /** Only files are read, so that nothing can be known to arrive. */
  readonly isStatic?: true;
  readonly args: (subject: Subject) => readonly string[];
  /** The variables that the user has set. */
  readonly env?: (subject: Subject) => Readonly<Record<string, string>>;
}

const SETS = {
  home: {
    name: 'config and home, files only',
    isStatic: true,
    args: ({ openclaw }) => ['--config', openclaw.configFile, '--openclaw', openclaw.home, '--static'],
  },
  backend: {
    name: 'config and backend',
    args: ({ openclaw, backend }) => ['--config', openclaw.configFile, '--backend', backend.url],
  },
  logs: {
    name: 'config, what the gateway and the backend printed, and backend',
    args: ({ openclaw, backend, backendLog }) => [
      '--config',
      openclaw.configFile,
      '--log',
      openclaw.outputFile,
      backendLog,
      '--backend',
      backend.url,
    ],
  },
  gateway: {
    name: 'gateway, backend and contract',
    args: ({ openclaw, backend, contract }) => [
      '--gateway',
      openclaw.url,
      '--backend',
      backend.url,
      '--contract',
      contract,
    ],
    env: ({ openclaw }) => ({ OPENCLAW_GATEWAY_TOKEN: openclaw.token }),
  },
  homeAndBackend: {
    name: 'home and backend',
    args: ({ openclaw, backend }) => ['--openclaw', openclaw.home, '--backend', backend.url],
  },
  jsonLog: {
    name: 'config, its JSON log, backend and contract',
    args: ({ openclaw, backend, contract }) => [
      '--config',
      openclaw.configFile,
      '--log',
      openclaw.logFile,
      '--backend',
      backend.url,
      '--contract',
      contract,
    ],
  },
} satisfies Readonly<Record<string, SourceSet>>;

export type SetName = keyof typeof SETS;
export const SOURCE_SETS: Readonly<Record<SetName, SourceSet>> = SETS;

/** The set that a change has to pass; `npm run full` takes all. */
export const SET_OF_STAGE: Readonly<Record<StageName, SetName>> = {
  A: 'homeAndBackend',
  B: 'home',
  C: 'logs',
  D: 'homeAndBackend',
  E: 'logs',
  H: 'gateway',
};

/** What a report has to say. */
export interface Expectation {
  readonly verdicts: readonly string[];
  /** The root cause names one of these failure modes; without one there must be no root cause. */
  readonly modes: readonly number[];
  /** The cause cannot be seen from these sources: that metrics are not stored may be all that is said. */
  readonly orSymptom?: true;
}

/** The check that says that metrics are not stored, or no longer: a symptom, never the name of a cause. */
export const SYMPTOM = 'TL602';

const broken = (mode: number): Expectation => ({ verdicts: ['broken'], modes: [mode] });
const ARRIVING: Expectation = { verdicts: ['arriving'], modes: [] };
/** Nothing is wrong that files could show. */
const NOTHING_FOUND: Expectation = { verdicts: ['undetermined', 'idle'], modes: [] };

/** Plugin not enabled (10), module missing (11), wrong encoding (39), exporter dead since a restart (16). */
const EXPECTED: Readonly<Record<StageName, Expectation>> = {
  A: broken(10),
  B: broken(11),
  C: broken(39),
  D: ARRIVING,
  E: broken(16),
  H: ARRIVING,
};

/**
 * Sources that do not show the cause. The RPC of 2026.2 answers a token without a paired device only "missing scope:
 * operator.read", so that a gateway alone shows neither its configuration nor its plugins; a failed import and a restart are
 * in files and logs only.
 */
const BLIND: Readonly<Partial<Record<SetName, readonly StageName[]>>> = {
  gateway: ['A', 'B', 'E'],
  backend: ['B', 'E'],
};

export function expectationOf(stage: StageName, set: SetName): Expectation {
  if (SOURCE_SETS[set].isStatic && EXPECTED[stage] === ARRIVING) return NOTHING_FOUND;
  const expected = EXPECTED[stage];
  if (!BLIND[set]?.includes(stage)) return expected;
  return { ...expected, verdicts: ['broken', 'undetermined'], orSymptom: true };
}

/**
 * What the product does not say yet, with what is missing. The test fails where one of these is right again, so that the list
 * cannot grow old; it must be empty at the end.
 */
export const KNOWN_DIFFERENCES: Readonly<Partial<Record<`${StageName}/${SetName}`, string>>> = {};
