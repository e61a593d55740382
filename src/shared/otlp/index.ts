export { CANARY_METRIC, canaryRequest } from './canary.ts';
export { OtlpDecodeError } from './decode-error.ts';
export { requestFromJson, requestToJson, responseFromJson, responseToJson } from './json.ts';
export { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './protobuf.ts';
export { rpcStatusMessage } from './rpc-status.ts';
export { JSON_TYPE, PROTOBUF, pushMetrics } from './push.ts';
export type { PushAnswer } from './push.ts';
export * from './types.ts';
