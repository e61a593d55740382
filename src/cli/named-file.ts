import { readTextFile, SourceFileError } from '../prove/sources/index.ts';
import { UsageError } from './usage-error.ts';

/** Reads what the user named: what cannot be used ends the run. @throws {UsageError} */
export function readNamed<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceFileError) throw new UsageError(error.message);
    throw error;
  }
}

/** The text of a file that the user named. @throws {UsageError} */
export function readNamedText(path: string): string {
  return readNamed(() => readTextFile(path));
}
