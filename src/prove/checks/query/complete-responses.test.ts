import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryCompleteResponses } from './complete-responses.ts';

async function judged(...remarks: string[]) {
  const { sources, push } = await embeddedBackend();
  await push([{ name: 'orders', total: 1 }]);
  const given = sources(shopContract({ otlp: 'orders' }));
  given.backend.api.warnings.push(...remarks);
  return queryCompleteResponses.runWith(given);
}

describe('query/complete-responses', () => {
  it('passes without warnings, and on warnings about how a query is written', async () => {
    expect((await judged()).status).toBe('pass');
    expect((await judged('PromQL info: metric might not be a counter')).status).toBe('pass');
  });

  it('warns with the message of the backend when a part is missing, once per message', async () => {
    const remark = 'remote_read: connection refused';
    expect(await judged(remark, remark)).toMatchObject({
      status: 'warn',
      message: `the backend returned partial responses: ${remark}`,
      evidence: [{ saw: remark }],
    });
  });
});
