import { isRecord } from '../text/is-record.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { jsonToScalar, scalarDefault, scalarToJson, type Json } from './json-scalar.ts';
import { MESSAGES, type FieldSchema } from './schema.ts';
import type { ExportMetricsServiceRequest, ExportMetricsServiceResponse } from './types.ts';

/**
 * OTLP's JSON: protobuf's own, with lowerCamelCase keys, 64-bit integers as text, enums as numbers, and trace and
 * span ids in hexadecimal. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function requestToJson(request: ExportMetricsServiceRequest): string {
  return JSON.stringify(messageToJson('ExportMetricsServiceRequest', request));
}

/** @throws {OtlpDecodeError} where the text is no such message */
export function requestFromJson(text: string): ExportMetricsServiceRequest {
  return parse('ExportMetricsServiceRequest', text) as unknown as ExportMetricsServiceRequest;
}

export function responseToJson(response: ExportMetricsServiceResponse): string {
  return JSON.stringify(messageToJson('ExportMetricsServiceResponse', response));
}

/** @throws {OtlpDecodeError} where the text is no such message */
export function responseFromJson(text: string): ExportMetricsServiceResponse {
  return parse('ExportMetricsServiceResponse', text);
}

/** Deeper than attribute values are. Without a limit, a body could exhaust the stack. */
const MAX_DEPTH = 100;

function messageToJson(message: string, value: object): Json {
  const json: Record<string, Json> = {};
  for (const [name, { type, rule }] of fieldsOf(message)) {
    const item: unknown = (value as Record<string, unknown>)[name];
    if (item === undefined) continue;
    const toJson = (one: unknown): Json =>
      MESSAGES.has(type) ? messageToJson(type, one as object) : scalarToJson(type, name, one);
    if (rule === 'repeated') {
      const items = item as readonly unknown[];
      if (items.length > 0) json[name] = items.map(toJson);
    } else if (rule === 'optional' || item !== scalarDefault(type)) json[name] = toJson(item);
  }
  return json;
}

function parse(message: string, text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new OtlpDecodeError(`not JSON: ${(error as Error).message}`, { cause: error });
  }
  return jsonToMessage(message, json, '', 0);
}

/** Unknown keys come from a newer sender and are ignored, as the specification asks. */
function jsonToMessage(message: string, json: unknown, path: string, depth: number): Record<string, unknown> {
  const place = path === '' ? message : path;
  if (!isRecord(json)) {
    throw new OtlpDecodeError(`${place} must be an object`);
  }
  if (depth > MAX_DEPTH) throw new OtlpDecodeError(`${message} is nested more than ${MAX_DEPTH} deep`);
  const value: Record<string, unknown> = {};
  for (const [name, field] of fieldsOf(message)) {
    const sent = json[name] ?? json[snakeCase(name)];
    const item = sent ?? undefined;
    if (item !== undefined) value[name] = jsonToField(field, name, item, place, depth);
    else if (field.rule === 'repeated') value[name] = [];
    else if (field.rule === 'one') value[name] = scalarDefault(field.type);
  }
  return value;
}

function jsonToField(
  { type, rule }: FieldSchema,
  name: string,
  json: unknown,
  path: string,
  depth: number,
): unknown {
  const place = `${path}.${name}`;
  const fromJson = (one: unknown, at: string): unknown =>
    MESSAGES.has(type) ? jsonToMessage(type, one, at, depth + 1) : jsonToScalar(type, name, one, at);
  if (rule !== 'repeated') return fromJson(json, place);
  if (!Array.isArray(json)) throw new OtlpDecodeError(`${place} must be an array`);
  return json.map((one: unknown, index) => fromJson(one, `${place}[${index}]`));
}

function fieldsOf(message: string): ReadonlyMap<string, FieldSchema> {
  return MESSAGES.get(message) ?? new Map<string, FieldSchema>();
}

/** Protobuf's JSON has a field under either name. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
