export { unifiedDiff } from './diff.ts';
export { embeddedText, parseYamlStream, type EmbeddedText } from './embedded.ts';
export { addToYamlMap } from './yaml-map.ts';
export { appendToYamlList } from './yaml-list.ts';
export { EditError, locateJson, setJson, type Path, type Place } from './json.ts';
export { locateYaml, setYaml } from './yaml.ts';
export { nestedText } from './nested.ts';
export { yamlValue } from './yaml-value.ts';
export { setYamlIn } from './yaml-stream.ts';
