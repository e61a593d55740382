import { errorCode } from '../../../src/shared/text/error-code.ts';
import { run } from '../../servers/run.ts';
import { ImageError } from './error.ts';

/** The end of a failing command's output has the reason. */
const LAST_LINES = 15;

interface CommandOptions {
  /** The command's working directory; it is removed if this process ends before the command. */
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command. @returns its output
 * @throws ImageError if it is not on the machine, or fails
 */
export async function command(
  name: string,
  args: readonly string[],
  { cwd, env = process.env, onLine }: CommandOptions,
): Promise<string> {
  const options = { cwd, env, ...(onLine === undefined ? {} : { onLine }) };
  const { code, stdout, stderr } = await run(name, args, options).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new ImageError(`there is no ${name} on PATH`);
  });
  if (code === 0) return stdout;
  const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
  throw new ImageError(`${name} ${args[0]} failed:\n  ${said}`);
}
