import { z } from 'zod';

const query = z.object({
  kind: z.string().optional(),
  group: z.string().optional(),
  datasource: z.object({ name: z.string().optional() }).nullish(),
  spec: z.record(z.string(), z.unknown()).nullish(),
});

const panelQuery = z.object({ spec: z.object({ query }) });

const element = z.object({
  spec: z.object({
    title: z.string().optional(),
    data: z.object({ spec: z.object({ queries: z.array(panelQuery).default([]) }) }).optional(),
  }),
});

const variable = z.object({
  kind: z.string().optional(),
  spec: z.object({ name: z.string().optional(), query: z.unknown().optional() }),
});

const resource = z.object({
  title: z.string().optional(),
  elements: z.record(z.string(), element.catch({ spec: {} })),
  variables: z.array(variable).nullish(),
});

/**
 * The model of a dashboard that is written in version 2 of `dashboard.grafana.app`, in the form of version 1. Until
 * v2beta1 the kind of a query was its data source; since then it is the group.
 *
 * @returns the value itself where it does not fit
 */
export function modelOfResource(spec: unknown): unknown {
  const { data } = resource.safeParse(spec);
  if (!data) return spec;
  const panels = Object.values(data.elements).map(({ spec: { title, data: given } }) => ({
    title,
    targets: (given?.spec.queries ?? []).map((one) => targetOf(one.spec.query)),
  }));
  const list = (data.variables ?? []).map(({ kind, spec: { name, query: asked } }) => ({
    name,
    type: (kind ?? '').replace(/Variable$/, '').toLowerCase(),
    query: expressionOf(asked),
  }));
  return { title: data.title, panels, templating: { list } };
}

function targetOf({ kind, group, datasource, spec }: z.output<typeof query>): unknown {
  const type = group ?? (kind === 'DataQuery' ? undefined : kind);
  return { expr: spec?.['expr'], datasource: { type, uid: datasource?.name } };
}

/** A variable's query is a text, or a query as a panel has it. */
function expressionOf(asked: unknown): unknown {
  const { data } = query.safeParse(asked);
  return data?.spec?.['query'] ?? data?.spec?.['expr'] ?? asked;
}
