export { telemetryPluginState } from './enable-state.ts';
export { endpointOf } from './endpoint.ts';
export { INSTALL_TELEMETRY_PLUGIN, type WireFormat } from './facts.ts';
export { hasInclude, type Included, withIncludes } from './include.ts';
export { type GatewayRelease, RELEASE_LINES, type ReleaseLineId } from './lines.ts';
export { readConfigFor, type TargetReading } from './read-config.ts';
export { knowsKey } from './schema.ts';
export { releaseOf, releaseOfLine } from './release.ts';
export { inProcessRestart } from './restart-lines.ts';
export {
  type GatewayTarget,
  nearestText,
  readsSignalVariables,
  TARGET_FORMS,
  targetOf,
  targetOfImage,
  targetText,
} from './target.ts';
