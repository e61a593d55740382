import { z } from 'zod';
import type { Frozen } from './frozen.ts';

/** The resource attributes that identify the series of one gateway. */
export const identity = z.object({
  name: z.string().describe("service.name; with the namespace it becomes Prometheus' job"),
  namespace: z.string().nullable().default(null).describe('service.namespace'),
  instanceId: z.string().describe("service.instance.id; becomes Prometheus' instance"),
});

export type Identity = Frozen<z.output<typeof identity>>;
