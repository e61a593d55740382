/** The value of a JSON text; undefined where the text is not JSON, which no JSON text means. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
