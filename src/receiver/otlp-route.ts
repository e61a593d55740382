import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createTranslator, type Translator } from '../prove/translate/index.ts';
import { convertRequest } from './convert.ts';
import { BodyError, readOtlpBody, tooLarge } from './otlp-body.ts';
import { BEHAVES_AS, type ReceiverSettings } from './settings.ts';
import { AppendError, type SampleStore } from './store.ts';

export const OTLP_METRICS_PATH = '/api/v1/otlp/v1/metrics';

/**
 * Accepts pushes, and responds as Prometheus does.
 * @throws {SettingsError} where Prometheus would not start with the settings
 */
export function otlpRoute(
  store: SampleStore,
  settings: ReceiverSettings,
  now: () => number,
): Hono<{ Bindings: HttpBindings }> {
  const translator = translatorFor(settings);
  const app = new Hono<{ Bindings: HttpBindings }>();
  if (settings.receiver === 'off') {
    return app.post(OTLP_METRICS_PATH, (context) =>
      context.text('otlp write receiver needs to be enabled with --web.enable-otlp-receiver\n', 404),
    );
  }
  const { maxBodyBytes } = settings;
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (context) => context.text(`${tooLarge(maxBodyBytes).message}\n`, 413),
  });
  return app.post(OTLP_METRICS_PATH, limit, async (context) => {
    try {
      const body = {
        contentType: context.req.header('content-type') ?? '',
        contentEncoding: context.req.header('content-encoding') ?? '',
        bytes: new Uint8Array(await context.req.arrayBuffer()),
      };
      const { series, cut } = convertRequest(await readOtlpBody(body, maxBodyBytes), translator);
      store.append(series, now());
      if (cut) context.env.incoming.socket.destroy();
      return context.body(null, 200);
    } catch (error) {
      if (error instanceof BodyError || error instanceof AppendError) {
        return context.text(`${error.message}\n`, error.status);
      }
      throw error;
    }
  });
}

function translatorFor({ strategy, promote }: ReceiverSettings): Translator {
  return createTranslator({
    flavour: 'prometheus',
    version: BEHAVES_AS,
    settings: { translationStrategy: strategy, promoteResourceAttributes: promote },
  });
}
