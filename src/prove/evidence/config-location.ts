import { locateSetting } from '../../shared/config/index.ts';
import type { Path } from '../../shared/edit/index.ts';
import type { Evidence, Location } from '../engine/outcome.ts';
import type { ConfigFile } from '../sources/index.ts';

const ENDPOINT: Path = ['diagnostics', 'otel', 'endpoint'];

const METRICS_ENDPOINT: Path = ['diagnostics', 'otel', 'metricsEndpoint'];

/** The setting that names the receiver: that of the metrics alone wins. */
export function endpointPath({ document }: ConfigFile): Path {
  return locateSetting(document.text, METRICS_ENDPOINT) ? METRICS_ENDPOINT : ENDPOINT;
}

/** The setting with which metrics are pushed to `base` followed by `/v1/metrics`. */
export function endpointSetting(config: ConfigFile, base: string): readonly [Path, string] {
  const path = endpointPath(config);
  return path === ENDPOINT ? [path, base] : [path, `${base.replace(/\/+$/, '')}/v1/metrics`];
}

/** Evidence from the configuration file. */
export function configEvidence(config: ConfigFile, saw: string): Evidence {
  const key = config.document.key;
  return { source: key === null ? config.path : `${config.path}#${key}`, saw };
}

/** The line of the receiver's setting; nothing where no configuration file was given. */
export function endpointLocation(config: ConfigFile | undefined): { location?: Location } {
  return config ? { location: locate(config, endpointPath(config)) } : {};
}

/** The line of a value; where the file does not set it, the line of the nearest object around it. */
export function locate(config: ConfigFile, path: Path): Location {
  const { text, firstLine, onOneLine } = config.document;
  const start = { file: config.path, line: firstLine };
  if (onOneLine) return start;
  for (let length = path.length; length >= 0; length--) {
    const setting = locateSetting(text, path.slice(0, length));
    if (setting) return { file: config.path, line: firstLine + setting.line - 1 };
  }
  return start;
}
