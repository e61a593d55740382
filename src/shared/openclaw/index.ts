export { FACTS, type IdleCanary, type Packaging, type RangedFact, type WireFormat } from './facts.ts';
export {
  GATEWAY_RELEASES,
  type GatewayRelease,
  lineById,
  RELEASE_LINES,
  type ReleaseLine,
  type ReleaseLineId,
} from './lines.ts';
export { type Release, type ReleaseFacts, releaseOf, releaseOfLine } from './release.ts';
export { inProcessRestart } from './restart-lines.ts';
export { isInRange, rangeText, type VersionRange } from './version.ts';
