import type { FileArgument } from '../../shared/config/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { readIfThere, removeAbandoned, writeAtomically } from '../../shared/files/atomic.ts';
import { explain } from './failure.ts';
import { type ReadConfig, createSourceReader, judge, type Offer } from './source.ts';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';

/** One line of the log. */
export type Log = (level: 'info' | 'error', message: string) => void;

export interface ReconcileOptions {
  readonly source: FileArgument;
  readonly read?: ReadConfig | undefined;
  readonly target: string;
  /** Least time between two restorations in milliseconds, so that two writers with different sources do not race. */
  readonly restoreGapMs: number;
  readonly log: Log;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Called before each write of the target, which waits for it. */
  readonly beforeWrite: () => Promise<void>;
  /** Called after each write of the target. */
  readonly onWritten: (written: Written) => void;
}

/** What was written to the target, and the Unix time in milliseconds before the write. */
export interface Written {
  readonly at: number;
  readonly hash: string;
  readonly text: string;
}

/** The result of one pass over source and target. */
export type Outcome =
  /** The target holds the source's configuration. */
  | 'followed'
  /** The source is not a valid configuration; the target keeps the last valid one. */
  | 'refused'
  /** The source cannot be read; the target keeps the last valid one. */
  | 'unavailable'
  /** The target or the copy of the last valid configuration cannot be written. */
  | 'unwritable';

export interface Reconciler {
  /** Reads source and target once and corrects the target. Never throws. */
  readonly pass: () => Promise<Outcome>;
  /** Whether something has to be tried again although nothing changed. */
  readonly unfinished: () => boolean;
  readonly status: () => Omit<SyncStatus, 'telemetry' | 'restarts'>;
  /** What the target is kept at, as if it was written now; undefined before the first valid configuration. */
  readonly held: () => Written | undefined;
}

interface Good {
  readonly text: Buffer;
  readonly hash: string;
}

/** Path of the copy of the last configuration that was accepted. */
export function lastGoodPath(target: string): string {
  return `${target}.last-good`;
}

/**
 * Keeps a target file at the last valid configuration of a source.
 *
 * The copy in `<target>.last-good` is written first, so it is never older than the target. After a restart with
 * an invalid source the target is kept at this copy.
 */
export function createReconciler(options: ReconcileOptions): Reconciler {
  const { source, read, target, log, now } = options;
  const copy = lastGoodPath(target);
  const readSource = createSourceReader(source, read);
  let good: Good | undefined;
  /** Hash of the content that the target had last; any other content is damage. */
  let delivered: string | undefined;
  let refusedHash: string | undefined;
  let lastRestore = Number.NEGATIVE_INFINITY;
  let unfinished = false;
  let wrote = false;
  let lastSync: string | null = null;
  let lastError: SyncStatus['lastError'] = null;
  const counts = { syncs: 0, refused: 0, restored: 0 };

  async function pass(): Promise<Outcome> {
    unfinished = false;
    wrote = false;
    const offer = await readSource();
    if (offer.kind === 'accepted') good = offer;
    else good ??= await remembered();
    if (offer.kind === 'refused' && offer.hash !== refusedHash) counts.refused++;
    refusedHash = offer.kind === 'refused' ? offer.hash : undefined;
    const failure = good && (await keep(good, offer));
    if (failure !== undefined) unfinished = true;
    report(problemOf(offer, failure));
    if (offer.kind !== 'accepted') return offer.kind;
    return failure === undefined ? 'followed' : 'unwritable';
  }

  /** The last valid configuration of an earlier process: its copy, else the target if it is valid. */
  async function remembered(): Promise<Good | undefined> {
    for (const path of [copy, target]) {
      const found = await readIfThere(path).catch(() => undefined);
      const offer = found && judge(found, { path }, read);
      if (offer?.kind === 'accepted') return offer;
    }
    return undefined;
  }

  /** Writes the valid text to copy and target if they differ. Returns what failed. */
  async function keep(wanted: Good, offer: Offer): Promise<string | undefined> {
    const copyFailure = await attempt(copy, async () => {
      const held = await readIfThere(copy);
      if (!held?.equals(wanted.text)) await writeAtomically(copy, wanted.text, target);
    });
    // A failure to write the copy must not keep the gateway from its configuration.
    const targetFailure = await attempt(target, () => keepTarget(wanted, offer));
    return targetFailure ?? copyFailure;
  }

  async function keepTarget(wanted: Good, offer: Offer): Promise<void> {
    const held = await readIfThere(target);
    if (held?.equals(wanted.text)) {
      delivered = wanted.hash;
      return;
    }
    const isNew = offer.kind === 'accepted' && delivered !== wanted.hash;
    if (!isNew && now() - lastRestore < options.restoreGapMs) {
      unfinished = true;
      return;
    }
    await options.beforeWrite();
    await removeAbandoned(target, now());
    const at = now();
    await writeAtomically(target, wanted.text, copy);
    options.onWritten(writtenOf(wanted, at));
    delivered = wanted.hash;
    wrote = true;
    if (isNew) {
      counts.syncs++;
      lastSync = new Date(now()).toISOString();
      log('info', `synced ${target} from ${named(source)}: ${brief(wanted)}, ${wanted.text.length} bytes`);
    } else {
      counts.restored++;
      lastRestore = now();
      log('info', `restored ${target}, which was ${held ? 'changed' : 'missing'}, to ${brief(wanted)}`);
    }
  }

  function problemOf(offer: Offer, failure: string | undefined): string | null {
    if (offer.kind === 'accepted') return failure ?? null;
    const verb = offer.kind === 'refused' ? 'refused ' : '';
    const kept = good ? `${target} stays at the last good one, ${brief(good)}` : 'waiting for a good one';
    return `${verb}${offer.reason}; ${failure ?? kept}`;
  }

  function report(problem: string | null): void {
    if (problem === (lastError?.message ?? null)) return;
    if (problem !== null) log('error', problem);
    else if (good && !wrote) log('info', `${target} follows ${named(source)} again: ${brief(good)}`);
    lastError = problem === null ? null : { at: new Date(now()).toISOString(), message: problem };
  }

  return {
    pass,
    unfinished: () => unfinished,
    held: () => good && writtenOf(good, now()),
    status: () => ({
      schema: 'throughline.sync/1',
      source: named(source),
      target,
      hash: good?.hash ?? null,
      lastSync,
      lastError,
      ...counts,
    }),
  };
}

async function attempt(path: string, action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    const reason =
      errorCode(error) === 'ENOENT'
        ? 'its folder does not exist; create it, or mount a writable volume there (ENOENT)'
        : explain(error);
    return `cannot write ${path}: ${reason}`;
  }
}

function writtenOf({ hash, text }: Good, at: number): Written {
  return { at, hash, text: text.toString('utf8') };
}

function named(source: FileArgument): string {
  return source.key === undefined ? source.path : `${source.path}#${source.key}`;
}

function brief(good: Good): string {
  return good.hash.slice(0, 'sha256:'.length + 12);
}
