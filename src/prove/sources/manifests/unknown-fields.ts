/** The fields of an object that are given and not among the known ones. Null is absent, as for the API server. */
export function unknownFields(given: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  return Object.keys(given).filter(
    (key) => !known.includes(key) && given[key] !== undefined && given[key] !== null,
  );
}
