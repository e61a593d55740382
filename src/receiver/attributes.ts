import type { AnyValue, KeyValue } from '../shared/otlp/index.ts';
import type { AttributeMap, AttributeValue } from '../prove/translate/index.ts';

/** Of two attributes with the same key the first counts, as in the servers. */
export function attributeMap(attributes: readonly KeyValue[]): AttributeMap {
  const map = new Map<string, AttributeValue>();
  for (const { key, value } of attributes) {
    if (!map.has(key)) map.set(key, attributeValue(value ?? {}));
  }
  return map;
}

function attributeValue(value: AnyValue): AttributeValue {
  if (value.doubleValue !== undefined) return { double: value.doubleValue };
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(attributeValue);
  if (value.kvlistValue !== undefined) return attributeMap(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.intValue ?? value.bytesValue ?? null;
}
