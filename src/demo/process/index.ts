export { checkReport, NoReportError } from './check-report.ts';
export { type RunningCommand, startCommand } from './command.ts';
export { type GatewayClient, gatewayClient, listeningUrl } from './gateway-client.ts';
