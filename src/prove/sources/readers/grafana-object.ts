import { gunzipSync } from 'node:zlib';
import { errorText } from '../../../shared/text/error-text.ts';
import { isRecord } from '../../../shared/text/is-record.ts';

/** Sources of a dashboard that are outside of its object, by the field of the spec. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  url: 'at a URL',
  grafanaCom: 'on grafana.com',
  configMapRef: 'in a ConfigMap, which is read where it is given as well',
  jsonnet: 'in Jsonnet, which is not evaluated',
  jsonnetLib: 'in Jsonnet, which is not evaluated',
};

/** Most bytes of a dashboard that is compressed. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Where a GrafanaDashboard of the Grafana Operator has its dashboard. */
export type GrafanaObject =
  | { readonly field: 'json' | 'gzipJson'; readonly json: string }
  /** It is not in the object, or cannot be read. */
  | { readonly why: string };

/**
 * @returns undefined for objects of another kind
 * @see https://grafana.github.io/grafana-operator/docs/dashboards/
 */
export function grafanaObject(object: Readonly<Record<string, unknown>>): GrafanaObject | undefined {
  const { kind, spec } = object;
  if (kind !== 'GrafanaDashboard' || !isRecord(spec)) return undefined;
  const { json, gzipJson } = spec;
  if (typeof json === 'string' && json.trim() !== '') return { field: 'json', json };
  if (typeof gzipJson === 'string') {
    try {
      const unpacked = gunzipSync(Buffer.from(gzipJson, 'base64'), { maxOutputLength: MOST_BYTES });
      return { field: 'gzipJson', json: unpacked.toString('utf8') };
    } catch (error) {
      return { why: `its gzipJson cannot be unpacked: ${errorText(error)}` };
    }
  }
  const field = Object.keys(ELSEWHERE).find((key) => key in spec);
  return { why: field === undefined ? 'it has no dashboard' : `its dashboard is ${ELSEWHERE[field]}` };
}
