export { type DataSource, GrafanaApi, GrafanaError, type GrafanaHealth } from './api.ts';
