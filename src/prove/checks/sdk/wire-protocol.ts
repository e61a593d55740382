import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exchangeEvidence, watched } from '../../evidence/wire.ts';

/** What is sent can be read as OTLP over HTTP. */
export const sdkWireProtocol = defineCheck({
  id: 'TL331',
  link: 'sdk',
  title: 'What is sent is OTLP over HTTP',
  proves:
    'the pushes that passed the tap are OTLP metrics in protobuf or JSON, packed in a way that receivers take',
  explain:
    'Receivers take application/x-protobuf, most application/json as well, unpacked or packed by gzip. Something ' +
    'else in between (a proxy that unpacks without saying so, an exporter for gRPC or for another signal) makes ' +
    'every push a refused one.',
  severity: 'error',
  modes: [4, 39],
  needs: ['tap'],
  dependsOn: ['TL330'],
  run: async ({ tap }) => {
    const seen = await watched(tap);
    if (!seen.ok) return unknown(seen.why);
    const { newest } = seen;
    const evidence = [exchangeEvidence(tap, newest)];
    const { unreadable, contentType, contentEncoding } = newest.request;
    if (unreadable === null)
      return pass(`${contentType}${contentEncoding ? `, ${contentEncoding}` : ''}`, evidence);
    const isGrpc = contentType.startsWith('application/grpc');
    return fail(`the newest push is no OTLP metrics over HTTP: ${unreadable}`, evidence, {
      modes: isGrpc ? [4] : [39],
      affects: ['every metric of such a push'],
      fix: {
        kind: 'manual',
        text: isGrpc
          ? 'set the protocol to http/protobuf: Prometheus, VictoriaMetrics and Mimir receive OTLP over HTTP'
          : 'send application/x-protobuf with the body that the headers announce',
      },
    });
  },
});
