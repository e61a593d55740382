import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryCompleteAnswers } from './complete-answers.ts';

async function judged(...remarks: string[]) {
  const { sources, push } = await embeddedBackend();
  await push([{ name: 'orders', total: 1 }]);
  const given = sources(shopContract({ otlp: 'orders' }));
  given.backend.api.warnings.push(...remarks);
  return queryCompleteAnswers.runWith(given);
}

describe('TL810', () => {
  it('passes where the backend remarks nothing, or only on the wording of a query', async () => {
    expect((await judged()).status).toBe('pass');
    expect((await judged('PromQL info: metric might not be a counter')).status).toBe('pass');
  });

  it('warns with the words of the backend where a part is missing, once for each', async () => {
    const remark = 'remote_read: connection refused';
    expect(await judged(remark, remark)).toMatchObject({
      status: 'warn',
      message: `the backend answers in part: ${remark}`,
      evidence: [{ saw: remark }],
    });
  });
});
