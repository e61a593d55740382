import { isRecord } from '../../shared/text/is-record.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import type { HttpAnswer, HttpSource } from './http.ts';

/** What responds at the address of a gateway. */
export type GatewayKind =
  /** It has this project's status API. */
  | { readonly name: 'throughline'; readonly status: HttpAnswer }
  /** `version` where its page names it: from 2026.8 on. */
  | { readonly name: 'openclaw'; readonly version: string | undefined; readonly saw: string }
  | { readonly name: 'other'; readonly saw: string };

const STATUS_PATH = '/api/status';
/** Keys of the status; early versions had no schema. */
const OF_STATUS = ['schema', 'plugins', 'exporter'];

/**
 * Recognises what responds. OpenClaw 2026.2 responds to `/api/status` with the page of its Control UI, 2026.9 with 404;
 * its page has its own title, and from 2026.8 on the version. Without that page `/healthz` has its own form.
 *
 * @throws {UnreachableError}
 */
export async function recognizeGateway(http: HttpSource): Promise<GatewayKind> {
  const status = await http.get(STATUS_PATH);
  const asStatus = tryJson(status.body);
  if (isRecord(asStatus) && OF_STATUS.some((key) => key in asStatus)) return { name: 'throughline', status };
  const page = status.status === 404 ? await http.get('/') : status;
  const version = /data-openclaw-control-ui-build-id="(\d+\.\d+\.\d+)/.exec(page.body)?.[1];
  if (version !== undefined || /<title>\s*OpenClaw\b/i.test(page.body)) {
    return { name: 'openclaw', version, saw: "the page of OpenClaw's Control UI" };
  }
  if (status.status === 404) {
    const health = await http.get('/healthz');
    const live = tryJson(health.body);
    if (isRecord(live) && live['ok'] === true && live['status'] === 'live')
      return { name: 'openclaw', version: undefined, saw: '/healthz in the form of OpenClaw' };
  }
  // A gateway of this project refuses a wrong token with JSON.
  if ((status.status === 401 || status.status === 403) && isRecord(asStatus) && asStatus['ok'] === false)
    return { name: 'throughline', status };
  const type = status.headers['content-type'] ?? 'no content type';
  return { name: 'other', saw: `${STATUS_PATH} responded with ${status.status}, ${type}` };
}
