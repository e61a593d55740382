import { errorCode } from '../../shared/text/error-code.ts';
import { errorText } from '../../shared/text/error-text.ts';
/** What a failed system call means for the operator of the sidecar, and what to do about it. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder; name the file in it',
  EACCES: 'permission denied; check the owner and mode of the file and its folder, and runAsUser',
  EPERM: 'not permitted; check the owner and mode of the file and its folder, and runAsUser',
  EROFS: 'the file system is read-only; the target belongs on a writable volume such as an emptyDir',
  ENOSPC: 'the disk is full; free space, or raise the sizeLimit of its volume',
  EDQUOT: 'the disk quota is used up; free space, or raise the quota',
  EBUSY: 'it is a separate mount and cannot be replaced; mount its folder instead of the file',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many open files; raise the limit (ulimit -n)',
};

/** A sentence fragment for the error of a system call: never a stack, never more than one line. */
export function explain(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) return errorText(error);
  return `${MEANINGS[code] ?? 'the system refused it'} (${code})`;
}
