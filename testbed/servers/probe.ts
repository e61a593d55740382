import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ServerError } from './error.ts';
import type { ProgramSpec, ServerSpec } from './spec.ts';
import { startBackend } from './start.ts';

const VERSION_TIMEOUT_MS = 20_000;

/**
 * The version that a binary prints, `unknown` if it was built without one.
 * @throws ServerError `bad-binary` if it does not run, or is something else
 */
export async function versionOf(path: string, spec: ProgramSpec): Promise<string> {
  const { args, pattern } = spec.versionFrom;
  const said = await promisify(execFile)(path, [...args], { timeout: VERSION_TIMEOUT_MS }).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`,
    (error: Error) => {
      throw new ServerError('bad-binary', `${path} does not run: ${error.message.trim()}`);
    },
  );
  const match = pattern.exec(said);
  if (match === null) {
    const line = said.trim().split('\n', 1)[0] ?? '';
    throw new ServerError('bad-binary', `${path} is not ${spec.family}: ${args.join(' ')} prints "${line}".`);
  }
  return match[1] || 'unknown';
}

/**
 * Starts the binary and pushes an empty body to its OTLP receiver. The version is not enough: some distributions remove the
 * receiver.
 * @throws ServerError `bad-binary` if it does not start with its receiver, or does not accept the push
 */
export async function proveReceiver(path: string, version: string, spec: ProgramSpec): Promise<void> {
  if (!isServer(spec) || spec.start.paths.otlpMetrics === undefined) return;
  const backend = await startBackend({ spec, path, version }).catch((error: unknown) => {
    if (!(error instanceof ServerError)) throw error;
    throw new ServerError(
      'bad-binary',
      `${error.message}\n  It needs the OTLP receiver; some distributions remove it.`,
    );
  });
  try {
    const { status } = await fetch(backend.otlpMetricsUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(),
    });
    if (status !== 200) {
      throw new ServerError(
        'bad-binary',
        `${path} has no OTLP receiver: it responds ${status} to an empty push.`,
      );
    }
  } finally {
    await backend.stop();
  }
}

function isServer(spec: ProgramSpec): spec is ServerSpec {
  return 'start' in spec;
}
