import { embeddedText, parseYamlStream, yamlValue } from '../../edit/index.ts';
import { isRecord } from '../../text/is-record.ts';
import { hasGatewaySection } from '../recognize.ts';
import type { ConfigDocument } from './candidate.ts';

const GENERATORS = ['configMapGenerator', 'secretGenerator'];

/** A configuration among the `literals` of a kustomization's generators; undefined where there is none. */
export function generatedLiterals(file: string, key?: string): ConfigDocument | undefined {
  if (!/\bliterals\b/.test(file)) return undefined;
  const { documents, lines } = parseYamlStream(file);
  const [document] = documents;
  if (!document || document.errors.length > 0) return undefined;
  const value = yamlValue(document);
  if (!isRecord(value)) return undefined;
  const found = GENERATORS.flatMap((field) =>
    itemsOf(value[field]).flatMap((generator, i) =>
      itemsOf(isRecord(generator) ? generator['literals'] : undefined).flatMap((literal, j) => {
        const sign = String(literal).indexOf('=');
        const named = String(literal).slice(0, sign);
        const text = String(literal).slice(sign + 1);
        if (sign < 1 || (key === undefined ? !hasGatewaySection(text) : named !== key)) return [];
        const outer = embeddedText(file, document, lines, [field, i, 'literals', j]);
        const name = isRecord(generator) && typeof generator['name'] === 'string' ? generator['name'] : null;
        const owner = field === 'secretGenerator' ? { secret: name } : { configMap: name };
        if (!outer) return [];
        const replace = (changed: string): string | undefined => outer.replace(`${named}=${changed}`);
        return [{ ...outer, text, key: named, configMap: null, secret: null, ...owner, replace }];
      }),
    ),
  );
  return found[0];
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
