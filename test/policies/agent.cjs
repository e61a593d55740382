// Runs in each pod of the world, and outside of the cluster, with its name as argument. It responds with that name on every
// port, and opens the connections that a request on the control port asks for.
const { createServer: createHttpServer } = require('node:http');
const { createServer, connect } = require('node:net');
const { createSocket } = require('node:dgram');
const { Resolver } = require('node:dns');

const [, name, settings] = process.argv;
const { control, tcp, udp, addresses = ['0.0.0.0'] } = JSON.parse(settings);
const FIRST_MS = 1_000;
const LAST_MS = 5_000;

for (const port of tcp) createServer((socket) => socket.on('error', () => {}).end(name)).listen(port);
// A response leaves from the address that was asked only if the socket is bound to it.
for (const address of addresses)
  for (const port of udp) {
    const socket = createSocket('udp4');
    socket.on('message', (_, from) => socket.send(name, from.port, from.address));
    socket.bind(port, address);
  }

/** Each connection has a port that none had before: the kernel lets through what looks like one that it knows. */
let lastPort = 9_999;
const nextPort = () => (lastPort += lastPort < 60_000 ? 1 : -50_000);

/** Refused means a reject of the firewall: on every port that is asked for something listens. */
const codeOf = ({ code }) => (code === 'ECONNREFUSED' ? 'refused' : code);

const tried = {
  TCP: ({ host, port, greets }, ms) =>
    new Promise((resolve) => {
      let said = '';
      const socket = connect({ host, port, timeout: ms, localPort: nextPort() });
      const end = (outcome) => {
        socket.destroy();
        resolve(outcome);
      };
      socket.on('connect', () => !greets && end({ outcome: 'open' }));
      socket.on('data', (data) => (said += data));
      socket.on('end', () => end({ outcome: 'open', by: said }));
      socket.on('timeout', () => end({ outcome: 'silent' }));
      socket.on('error', (error) => end({ outcome: codeOf(error) }));
    }),
  UDP: ({ host, port }, ms) =>
    new Promise((resolve) => {
      const socket = createSocket('udp4');
      const again = setInterval(() => socket.send(''), 300);
      const last = setTimeout(() => end({ outcome: 'silent' }), ms);
      const end = (outcome) => {
        clearInterval(again);
        clearTimeout(last);
        socket.close();
        resolve(outcome);
      };
      socket.once('message', (data) => end({ outcome: 'open', by: String(data) }));
      socket.once('error', (error) => end({ outcome: codeOf(error) }));
      socket.bind(nextPort(), () => socket.connect(port, host, () => socket.send('')));
    }),
  DNS: ({ host, asks }, ms) =>
    new Promise((resolve) => {
      const resolver = new Resolver({ timeout: ms, tries: 1 });
      resolver.setServers([host]);
      resolver.resolve4(asks, (error) => {
        if (!error) resolve({ outcome: 'open' });
        else resolve({ outcome: error.code === 'ETIMEOUT' ? 'silent' : codeOf(error) });
      });
    }),
};

/** Silence is believed the second time: a machine that is busy is silent as well, and finds no neighbour in time. */
async function attempt(target) {
  const first = await tried[target.by](target, FIRST_MS);
  return ['silent', 'EHOSTUNREACH'].includes(first.outcome) ? tried[target.by](target, LAST_MS) : first;
}

createHttpServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const attempts = JSON.parse(body).map(attempt);
    void Promise.all(attempts).then((results) => response.end(JSON.stringify(results)));
  });
}).listen(control);
