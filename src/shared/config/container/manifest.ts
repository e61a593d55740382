import { isRecord } from '../../text/is-record.ts';
import type { Path } from '../../edit/index.ts';
import { hasGatewaySection, mentionsGatewaySettings } from '../recognize.ts';
import { parseText } from '../parse.ts';
import { overridingParameters } from './argo-cd.ts';
import { type Candidate, ConfigDocumentError } from './candidate.ts';
import { INSTEAD } from './describe.ts';
import { entriesOf } from './entries.ts';
import { configAt, nestedConfigs } from './nested.ts';
import type { FileObject } from './objects.ts';

/** Objects of the operators of OpenClaw, in which `spec.config.raw` is the configuration. */
const OPERATED = new Set(['OpenClawInstance', 'OpenClaw', 'Claw']);

/** Objects that carry values or a configuration for the gateway. */
const CARRIERS = new Set(['HelmRelease', 'HelmChart', 'HelmChartConfig', 'Application', 'ApplicationSet']);

/** @throws {ConfigDocumentError} where no entry is the configuration, or several are */
export function configInManifest(objects: readonly FileObject[], key?: string): Candidate {
  const entries = objects.flatMap((object) => entriesOf(object) ?? []);
  return key === undefined ? meant(objects, entries) : named(objects, entries, key);
}

/** Keys and paths of what is a configuration, or would be one if it could be parsed. */
export function configKeysOf(objects: readonly FileObject[]): string[] {
  const entries = objects.flatMap((object) => entriesOf(object) ?? []);
  const nested = objects.flatMap((object) => {
    try {
      return carried(object).filter(({ known }) => known);
    } catch (error) {
      if (error instanceof ConfigDocumentError) return [];
      throw error;
    }
  });
  return [...entries.filter(({ text }) => mentionsGatewaySettings(text)), ...nested].map(({ key }) => key);
}

function named(objects: readonly FileObject[], entries: readonly Candidate[], key: string): Candidate {
  const same = entries.filter((entry) => entry.key === key);
  // Several ConfigMaps may have this key. A text that does not parse counts: otherwise an error in one gateway's
  // configuration would make another gateway's the chosen one.
  const found =
    same.find((entry) => mentionsGatewaySettings(entry.text)) ??
    same[0] ??
    objects.flatMap((object) => checked(object, configAt(object, object.value, key)))[0];
  if (found) return found;
  const keys = [...entries, ...objects.flatMap(carried)].map((entry) => entry.key);
  throw new ConfigDocumentError(`has no entry "${key}"; it has ${list(keys)}`);
}

function meant(objects: readonly FileObject[], entries: readonly Candidate[]): Candidate {
  const nested = objects.flatMap(carried);
  const sure = [
    ...entries.filter(({ text }) => hasGatewaySection(text)),
    ...nested.filter(({ known }) => known),
  ];
  const [only, second] = sure;
  if (second) {
    throw new ConfigDocumentError(
      `holds several configurations, ${list(sure.map((each) => each.key))}: say which as FILE#KEY`,
    );
  }
  const chosen = only ?? broken(entries);
  if (chosen) return chosen;
  throw new ConfigDocumentError(absent(objects, entries, nested));
}

/** An entry that does not parse is still the configuration: its error is the finding. */
function broken(entries: readonly Candidate[]): Candidate | undefined {
  const isBroken = ({ text, key }: Candidate): boolean =>
    /\.(?:json5?|ya?ml)$/.test(key) && !parseText(text).ok && mentionsGatewaySettings(text);
  const found = entries.filter(isBroken);
  return found.length === 1
    ? found[0]
    : entries.find(({ key, text }) => /^openclaw\.json5?$/.test(key) && text.trim() !== '');
}

interface Carried extends Candidate {
  /** The kind of its object says that it is a configuration. */
  readonly known: boolean;
}

function carried(object: FileObject): Carried[] {
  if (entriesOf(object)) return [];
  const path: Path = ['spec', 'config', 'raw'];
  const raw = OPERATED.has(object.kind)
    ? checked(object, configAt(object, object.value, path.join('.')))
    : [];
  const found = raw.length > 0 ? raw : checked(object, nestedConfigs(object, object.value));
  const known = OPERATED.has(object.kind) || CARRIERS.has(object.kind);
  return found.map((candidate) => ({ ...candidate, known }));
}

/** @throws {ConfigDocumentError} where something else in the object overrides a value of the configuration */
function checked(object: FileObject, found: readonly Candidate[]): readonly Candidate[] {
  for (const { key } of found) {
    const parameters = overridingParameters(object.value, key);
    if (parameters.length === 0) continue;
    throw new ConfigDocumentError(
      `sets values of the configuration at ${key} by helm.parameters as well (${parameters.join(', ')}): give the ` +
        'manifest that the chart makes of both',
    );
  }
  return found;
}

function absent(
  objects: readonly FileObject[],
  entries: readonly Candidate[],
  nested: readonly Candidate[],
): string {
  const what = [...new Set(objects.map(({ kind, name }) => (name === null ? kind : `${kind} ${name}`)))];
  if (entries.length > 0)
    return `holds a ConfigMap or Secret, but no entry with gateway, plugins or diagnostics (${list(entries.map(({ key }) => key))})`;
  const holds = `holds no gateway configuration: it is ${what.length > 1 ? `a manifest of ${what.slice(0, 4).join(', ')}${what.length > 4 ? ` and ${what.length - 4} more` : ''}` : `the manifest of a ${what[0]}`}`;
  if (nested.length > 0) {
    return `${holds}; something like a configuration is at ${list(nested.map(({ key }) => key))}: say so as FILE#PATH`;
  }
  const reference = objects.map(referenced).find((name) => name !== undefined);
  return reference === undefined
    ? `${holds}; ${INSTEAD}`
    : `${holds}; its configuration is in ${reference}: give that object`;
}

/** The ConfigMap that an operator's object takes its configuration from. */
function referenced({ kind, value }: FileObject): string | undefined {
  const spec = OPERATED.has(kind) ? value['spec'] : undefined;
  const config = isRecord(spec) ? spec['config'] : undefined;
  const reference = isRecord(config) ? config['configMapRef'] : undefined;
  return isRecord(reference) && typeof reference['name'] === 'string'
    ? `the ConfigMap ${reference['name']}`
    : undefined;
}

export function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
