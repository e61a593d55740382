import { distance } from 'fastest-levenshtein';
import { nearest } from '../../src/shared/config/index.ts';
import { isRecord } from '../../src/shared/text/is-record.ts';

/** The part of a JSON Schema that is read here; a union lists its branches. */
interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly anyOf?: readonly Described[];
  readonly oneOf?: readonly Described[];
}

/** A key that the format does not know. */
export interface UnknownKey {
  /** Its position, such as `given.backend.flavor`. */
  readonly path: string;
  /** The known key of which it is probably a misspelling. */
  readonly meant: string | undefined;
}

/** Keys of a value that its JSON Schema does not know. */
export function unknownKeys(value: unknown, schema: Described, at = ''): UnknownKey[] {
  if (!isRecord(value)) return [];
  const known = propertiesOf(schema);
  // A record with arbitrary keys has no known keys.
  if (known.size === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = at === '' ? key : `${at}.${key}`;
    const own = known.get(key);
    if (own) return own.flatMap((one) => unknownKeys(inner, one, path));
    const near = nearest(key, known.keys());
    const isMisspelt = near !== undefined && distance(key, near) <= key.length / 3;
    return [{ path, meant: isMisspelt ? near : undefined }];
  });
}

/** For a union, the keys of all its branches. */
function propertiesOf(schema: Described): Map<string, Described[]> {
  const found = new Map<string, Described[]>();
  const branches = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  for (const { properties } of branches)
    for (const [key, inner] of Object.entries(properties ?? {}))
      found.set(key, [...(found.get(key) ?? []), inner]);
  return found;
}
