import { z } from 'zod';
import { exchangeSchema } from './exchange.ts';
import { ledgerSchema } from './ledger.ts';
import { reportSchema } from './report.ts';
import { gatewayStatusSchema } from './status.ts';
import { syncStatusSchema } from './sync-status.ts';

/** The JSON Schema of each protocol, by the name of its file. Fields may be added to all of them. */
export function protocolJsonSchemas(): Readonly<Record<string, object>> {
  return {
    report: jsonSchema(reportSchema, 'What a check found.'),
    status: jsonSchema(gatewayStatusSchema, 'Response of GET /api/status of the gateway.'),
    ledger: jsonSchema(ledgerSchema, 'Response of GET /api/telemetry of the gateway: what it recorded.'),
    exchange: jsonSchema(exchangeSchema, 'One push and its response, as throughline tap saw them.'),
    'sync-status': jsonSchema(syncStatusSchema, 'Response of GET /status of throughline sync.'),
  };
}

type Protocol = z.ZodObject<{ readonly schema: z.ZodLiteral<string> }>;

function jsonSchema(protocol: Protocol, description: string): object {
  const schema = z.toJSONSchema(protocol, {
    io: 'output',
    target: 'draft-2020-12',
    // Readers ignore fields that they do not know.
    override: ({ jsonSchema: part }) => {
      if (part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  return { ...schema, title: protocol.shape.schema.value, description };
}
