import { z } from 'zod';
import type { CollectorConfig } from '../../sources/index.ts';
import { metricsPipelines, typeOf } from '../collector.ts';

const exporterShape = z.object({ endpoint: z.string(), metric_expiration: z.string().nullish() });

/** A page that a collector serves for Prometheus. */
export interface ScrapedPage {
  /** Name of the exporter. */
  readonly exporter: string;
  readonly port: number;
  /** As written; undefined for the default of 5 minutes. */
  readonly expiration: string | undefined;
}

/** The pages of a collector's `prometheus` exporters that a pipeline of metrics uses. */
export function scrapedPages(config: CollectorConfig): ScrapedPage[] {
  const used = new Set(metricsPipelines(config).flatMap(({ exporters }) => exporters));
  return Object.entries(config.exporters).flatMap(([exporter, settings]): ScrapedPage[] => {
    if (typeOf(exporter) !== 'prometheus' || !used.has(exporter)) return [];
    const given = exporterShape.safeParse(settings).data;
    const port = Number(/:(\d+)$/.exec(given?.endpoint ?? '')?.[1]);
    return given && port > 0 ? [{ exporter, port, expiration: given.metric_expiration ?? undefined }] : [];
  });
}

export function scrapedPorts(config: CollectorConfig): number[] {
  return scrapedPages(config).map(({ port }) => port);
}
