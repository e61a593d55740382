export { DEFINITIONS, operatorDefinitions } from './definitions.ts';
export { installMonitoring, type MonitoringPrograms } from './install.ts';
