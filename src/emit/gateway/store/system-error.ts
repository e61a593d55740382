import { errorText } from '../../../shared/text/error-text.ts';

/** LevelDB hands on the system's text and no code; Node hands on both. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/i, 'free disk space'],
  [/Read-only file system|EROFS/i, 'mount it writable'],
  [
    /Permission denied|EACCES|Operation not permitted|EPERM/i,
    'let the user of the gateway read and write the folder and all files in it',
  ],
  [/Too many open files|EMFILE|ENFILE/i, 'raise the limit of open files'],
];

/** The system's reason in an error of the store: the innermost message. */
export function reasonOf(error: unknown): string {
  return errorText(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}

/**
 * The part of a reason of `reasonOf` that may be sent to anybody: without the file that LevelDB or Node names. Node puts it
 * behind its text (`ENOSPC: no space left on device, write '/state/probe'`), LevelDB before it.
 */
export function publicReason(reason: string): string {
  const code = /^E[A-Z0-9]+: [^,']+/.exec(reason)?.[0];
  const last = reason.split(': ').at(-1) ?? reason;
  return code ?? (/[/\\]/.test(last) ? 'the log says why' : last);
}

/** What to do about an error of the system; undefined where only the error itself says it. */
export function adviceFor(error: unknown): string | undefined {
  const reason = reasonOf(error);
  return ADVICE.find(([pattern]) => pattern.test(reason))?.[1];
}
