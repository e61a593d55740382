export { DEFINITIONS, operatorDefinitions } from './definitions.ts';
export { installMonitoring, type MonitoringPrograms, PROMETHEUS_DATA } from './install.ts';
