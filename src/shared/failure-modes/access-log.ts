/** A request in the access log of a server or proxy, in the common form: `"POST /v1/metrics HTTP/1.1" 404 19`. */
const REQUEST = /"([A-Z]+) (\S+) HTTP\/[\d.]+"\s+(\d{3})\b/;
const PUSH_PATH = /\/v1\/metrics(?:$|[?])|\/api\/v1\/(?:write|push)(?:$|[?])/;

/** Status of the response to a push; null for any other request. Undefined for a line that is no access log. */
export function accessLogStatus(text: string): number | null | undefined {
  const [, method, path = '', status] = REQUEST.exec(text) ?? [];
  if (status === undefined) return undefined;
  return method === 'POST' && PUSH_PATH.test(path) ? Number(status) : null;
}
