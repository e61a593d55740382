/** What a report can be printed as. */
export const OUTPUT_FORMATS = ['text', 'json', 'junit', 'sarif'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
