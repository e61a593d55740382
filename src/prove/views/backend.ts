import {
  BackendError,
  GrafanaError,
  type BackendIdentity,
  type HttpAnswer,
  identifyBackend,
  PrometheusApi,
  type HttpSource,
  UnreachableError,
} from '../sources/index.ts';
import type { Asked } from './gateway.ts';

/** The backend, asked once a run for what does not change within it. */
export interface BackendView {
  readonly url: string;
  readonly api: PrometheusApi;
  identity(): Promise<Asked<BackendIdentity>>;
  /** What its OTLP receiver answers to an empty body, which writes nothing. */
  probe(): Promise<Asked<HttpAnswer>>;
}

export function createBackendView(http: HttpSource): BackendView {
  const api = new PrometheusApi(http);
  let identity: Promise<Asked<BackendIdentity>> | undefined;
  let probe: Promise<Asked<HttpAnswer>> | undefined;
  const view: BackendView = {
    url: http.url,
    api,
    identity: () => (identity ??= answered(identifyBackend(api))),
    probe: () =>
      (probe ??= view
        .identity()
        .then((known) =>
          known.ok
            ? answered(http.post(known.value.otlpMetricsUrl, new Uint8Array(), 'application/x-protobuf'))
            : known,
        )),
  };
  return view;
}

/** Turns what a server did not or could not answer into a value; anything else is a defect and goes on. */
export async function answered<T>(answer: Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (error instanceof BackendError || error instanceof GrafanaError)
      return { ok: false, error: error.message, status: error.status };
    if (error instanceof UnreachableError) return { ok: false, error: error.message, code: error.code };
    throw error;
  }
}
