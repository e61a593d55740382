import type { Document } from 'yaml';

/**
 * The plain value of a parsed document. Undefined where an alias has no anchor, or aliases expand without end, which the
 * parser reports only here.
 */
export function yamlValue(document: Pick<Document, 'toJS'>): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
