import {
  type BackendIdentity,
  type HttpAnswer,
  identifyBackend,
  PrometheusApi,
  type HttpSource,
  type ScrapeTargets,
} from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** The backend, asked once a run for what does not change within it. */
export interface BackendView {
  readonly url: string;
  readonly api: PrometheusApi;
  identity(): Promise<Result<BackendIdentity>>;
  /** What it scrapes. */
  targets(): Promise<Result<ScrapeTargets>>;
  /** What its OTLP receiver answers to an empty body, which writes nothing. */
  probe(): Promise<Result<HttpAnswer>>;
}

export function createBackendView(http: HttpSource): BackendView {
  const api = new PrometheusApi(http);
  let identity: Promise<Result<BackendIdentity>> | undefined;
  let probe: Promise<Result<HttpAnswer>> | undefined;
  let targets: Promise<Result<ScrapeTargets>> | undefined;
  const view: BackendView = {
    url: http.url,
    api,
    targets: () => (targets ??= resultOf(api.targets())),
    identity: () => (identity ??= resultOf(identifyBackend(api))),
    probe: () =>
      (probe ??= view
        .identity()
        .then((known) =>
          known.ok
            ? resultOf(http.post(known.value.otlpMetricsUrl, new Uint8Array(), 'application/x-protobuf'))
            : known,
        )),
  };
  return view;
}
