import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass } from '../../engine/outcome.ts';
import { exchangeEvidence, wire } from '../../evidence/tap-recording.ts';

/** What is sent can be read as OTLP over HTTP. */
export const sdkWireProtocol = defineCheck({
  id: 'TL331',
  link: 'sdk',
  title: 'What is sent is OTLP over HTTP',
  proves:
    'the pushes that passed the tap are OTLP metrics in protobuf or JSON, in an encoding that receivers accept',
  explain:
    'Receivers accept application/x-protobuf, and most application/json, uncompressed or with gzip. With anything else ' +
    '(a proxy that decompresses and keeps the header, an exporter for gRPC or for another signal) every push is ' +
    'rejected.',
  severity: 'error',
  modes: [4, 39],
  onlyPushed: true,
  needs: [wire],
  dependsOn: ['TL330'],
  run: ({ wire }) => {
    const { newest } = wire;
    const evidence: Judged = [exchangeEvidence(wire, newest)];
    const { unreadable, contentType, contentEncoding } = newest.request;
    if (unreadable === null)
      return pass(`${contentType}${contentEncoding ? `, ${contentEncoding}` : ''}`, evidence);
    const isGrpc = contentType.startsWith('application/grpc');
    return fail(`the newest push does not hold OTLP metrics over HTTP: ${unreadable}`, evidence, {
      modes: isGrpc ? [4] : [39],
      affects: ['every metric of such a push'],
      fix: {
        kind: 'manual',
        text: isGrpc
          ? 'set the protocol to http/protobuf: Prometheus, VictoriaMetrics and Mimir receive OTLP over HTTP'
          : 'send application/x-protobuf, with a body that fits the headers',
      },
    });
  },
});
