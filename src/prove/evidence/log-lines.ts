import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { type LogLine, otherSubject } from '../sources/index.ts';
import { configuration } from './configuration.ts';
import { processEnvironment } from './environment-variable.ts';
import { gatewayPodLogs } from './gateway-pod-logs.ts';
import { service, type Service } from './service.ts';

export interface LogLines {
  /** Lines that may be about this service, oldest first as far as they have times. */
  readonly own: readonly LogLine[];
  /** How many lines are about another job, tenant, scrape pool or signal, by what they are about. */
  readonly others: ReadonlyMap<string, number>;
  /** Whose settings a fix may name, where the line is not by a collector or another sender. */
  readonly owner: Service['owner'];
}

const TENANT_HEADER = 'x-scope-orgid';
const HEADER_VARIABLES = ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'];

/** Lines of the logs that were given. A line that names another job, tenant, scrape pool or signal is no evidence. */
export const logLines = defineEvidence({
  name: 'logLines',
  needs: ['logs', service],
  uses: ['contract', configuration, processEnvironment, gatewayPodLogs],
  answer: async ({ logs, contract, configuration, processEnvironment, gatewayPodLogs, service }) => {
    const given = await logs.lines();
    if (!given.ok) return notKnown(`the logs could not be read: ${given.error}`);
    if (given.value.length === 0 && gatewayPodLogs?.ok === false) return notKnown(gatewayPodLogs.why);
    const lines = [...(gatewayPodLogs?.ok ? gatewayPodLogs.lines : []), ...given.value];
    const tenant = tenantOf([
      ...Object.entries(configuration?.diagnostics.otel.headers ?? {}),
      ...HEADER_VARIABLES.flatMap((name) => headersIn(processEnvironment?.variables[name] ?? '')),
    ]);
    const own: LogLine[] = [];
    const others = new Map<string, number>();
    for (const line of lines) {
      const subject = otherSubject(line.text, { job: contract?.job, tenant });
      if (subject === undefined) own.push(line);
      else others.set(subject, (others.get(subject) ?? 0) + 1);
    }
    const read: LogLines = { own, others, owner: service.owner };
    return known(read);
  },
});

function tenantOf(headers: readonly (readonly [string, string])[]): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === TENANT_HEADER)?.[1];
}

/** `a=1,b=2`, as the OpenTelemetry specification has it. */
function headersIn(text: string): [string, string][] {
  return text.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [name.trim(), value.trim()];
  });
}
