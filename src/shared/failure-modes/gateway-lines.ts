/** Lines by which this gateway says that its pushes arrive. */
export const RECOVERED = /arrive again at|accepted the first push of metrics/;

/** What a gateway writes when it has started. */
export const STARTED = /\bgateway\b.*\blisten(?:s|ing) on\b/i;
