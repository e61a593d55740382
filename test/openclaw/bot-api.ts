import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { type TLSSocket, createServer as createTlsServer } from 'node:tls';
import { TelegramServer } from '../support/telegram-server.ts';

const BOT_TOKEN = '123456:bot-token-of-the-test';
/** A Telegram whose Bot API OpenClaw reaches at its real name, by a proxy. */
export interface BotApi {
  /** `channels.telegram` of the configuration. */
  readonly channel: object;
  /** Variables that let OpenClaw trust the certificate. */
  readonly env: Readonly<Record<string, string>>;
  /** Texts that the bot has sent. */
  readonly sent: () => readonly string[];
  /** A person writes to the bot, which polls for it. */
  readonly say: (text: string) => void;
  readonly stop: () => void;
}

/**
 * OpenClaw 2026.2 has no setting for another Bot API, but one for a proxy. This proxy ends the TLS connection to
 * api.telegram.org with a certificate that is written to `folder`. The bot polls: with a webhook, 2026.2.19 starts the
 * channel again after 5 s and ends with EADDRINUSE on the webhook's port.
 */
export async function startBotApi(folder: string): Promise<BotApi> {
  const certificate = makeCertificate(folder);
  const telegram = new TelegramServer(BOT_TOKEN);
  const behind = new URL(await telegram.start());
  const open = new Set<Socket>();
  const through = (socket: Socket, port: number): void => {
    const other = connect(port, '127.0.0.1');
    for (const one of [socket, other]) {
      open.add(one);
      one.once('close', () => open.delete(one)).on('error', () => one.destroy());
    }
    socket.pipe(other).pipe(socket);
  };
  const secure = createTlsServer(certificate, (socket: TLSSocket) => through(socket, Number(behind.port)));
  const securePort = await listening(secure);
  const proxy = createServer((_, response) => void response.writeHead(405).end());
  proxy.on('connect', (_, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    through(socket, securePort);
  });
  const proxyPort = await listening(proxy);

  return {
    channel: {
      enabled: true,
      botToken: BOT_TOKEN,
      proxy: `http://127.0.0.1:${proxyPort}`,
      dmPolicy: 'open',
      allowFrom: ['*'],
    },
    env: { NODE_EXTRA_CA_CERTS: certificate.file },
    sent: () => telegram.sent,
    say: (text) => telegram.say(text),
    stop: () => {
      telegram.stop();
      for (const server of [secure, proxy]) server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function makeCertificate(folder: string): { key: string; cert: string; file: string } {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  const name = ['-subj', '/CN=api.telegram.org', '-addext', 'subjectAltName=DNS:api.telegram.org'];
  const args = ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...name];
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const file = join(folder, 'cert.pem');
  return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(file, 'utf8'), file };
}

async function listening(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
