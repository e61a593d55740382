/** What a report can be printed as. */
export const OUTPUT_FORMATS = ['text', 'json', 'junit', 'sarif', 'markdown', 'html'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
