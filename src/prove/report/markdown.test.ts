import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import type { Report } from '../index.ts';
import { markdownReport } from './markdown.ts';

const headings = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('#'));

describe('markdownReport', () => {
  it('has the headings of the document in English', () => {
    expect(headings(markdownReport(BROKEN_REPORT, 'en'))).toMatchInlineSnapshot(`
      [
        "# Do the metrics arrive?",
        "## Summary",
        "## When and from where",
        "## Results by link",
        "### 1. Settings",
        "### 2. Reachability",
        "#### Logs",
        "### 3. Root cause",
        "#### What it affects",
        "### 4. Metric names (OTLP → Prometheus)",
        "### 5. Labels",
        "## Fix",
        "## What needs no change",
        "## Risks",
        "## Next steps",
      ]
    `);
  });

  it('says in Japanese all that it says itself', () => {
    expect(markdownReport(BROKEN_REPORT, 'ja')).toMatchInlineSnapshot(`
      "# OTLP 疎通確認結果

      ## 概要

      ✗ **到達していない.** 18 件中 1 件のメトリクスが到達している。

      \`✓ config  ✗ plugin  ? sdk\`

      ## 検証日時と検証元

      2026-02-20T03:00:00.000Z  
      検証元: this process, on a laptop  
      Throughline 0.1.0

      ## 検証項目と結果

      ### 1. 現行設定の棚卸し

      | 検証項目 | 結果 | 状態 |
      | --- | --- | --- |
      | プラグイン diagnostics-otel が有効である (TL203) | diagnostics-otel is off: bundled (disabled by default) | ✗ 異常 |

      ### 2. 疎通確認

      -

      #### ログ確認

      ログは与えられていない (\`--log FILE\` または \`--loki URL\`)。

      ### 3. 根本原因の特定

      **diagnostics-otel is off: bundled (disabled by default)** (TL203, プラグイン)

      該当箇所: \`configmap.yaml:12\`

      | 観測した内容 | 出典 |
      | --- | --- |
      | plugins.entries names discord, telegram | configmap.yaml |

      #### 影響範囲

      | 項目 | 理由 |
      | --- | --- |
      | every setting of diagnostics.otel | diagnostics-otel is off: bundled (disabled by default) |

      ### 4. メトリクス名の変換 (OTLP → Prometheus)

      | OTLP メトリクス名 | Prometheus 名 | 型 | 状態 | 記録数 | 保存数 |
      | --- | --- | --- | --- | --- | --- |
      | \`openclaw.tokens\` | \`openclaw_tokens_total\` | counter | 到達 | 12 | 12 |

      記録されたデータイベント 3 件、保存されたもの 3 件。

      ### 5. 属性ラベル

      | Prometheus 名 | ラベル | 不足 |
      | --- | --- | --- |
      | \`openclaw_tokens_total\` | \`direction\` | - |

      ## 修正内容

      enable the plugin

      \`\`\`diff
      --- a/f
      +++ b/f
      @@ -1 +1,2 @@
       a
      +b
      \`\`\`

      ## 変更が不要な項目

      | 項目 | 理由 |
      | --- | --- |
      | 設定 | valid |

      ## リスク

      | リスク | 緩和策 |
      | --- | --- |
      | 未確認: エクスポーターが送信している | no gateway was given: --gateway URL |

      ## 次のアクション

      1. 差分を適用し、稼働中のゲートウェイへ反映されるのを待つ (再起動は不要)。
      2. フラッシュ間隔の 2 回分を待つ。
      3. バックエンドを指定して再度確認する: \`throughline check … --wait 2m\`
      "
    `);
  });

  it('says of a healthy path that nothing has to be changed, and how to keep it so', () => {
    const arriving: Report = {
      ...BROKEN_REPORT,
      verdict: 'arriving',
      rootCause: null,
      arrived: 18,
      checks: [{ ...FAILED, status: 'pass', message: 'enabled by the configuration', fix: null }],
    };
    const text = markdownReport(arriving, 'en');
    expect(text).toContain('✓ **Arriving.** 18 of 18 metrics arrived.');
    expect(text).toContain('Nothing has to be changed.');
    expect(text).toContain('1. Keep watching');
  });

  it('lets nothing that was found end a cell, begin HTML, or close a fence', () => {
    const hostile = 'a | b <script>\n# x `y` [z](javascript:0)';
    const check = {
      ...FAILED,
      message: hostile,
      fix: { kind: 'patch', text: hostile, diff: '+```\n+<b>' },
    } as const;
    const report: Report = {
      ...BROKEN_REPORT,
      checks: [check],
      rootCause: { ...BROKEN_REPORT.rootCause!, summary: hostile, fix: check.fix },
    };
    const text = markdownReport(report, 'en');
    expect(text).not.toContain('<script>');
    expect(text).not.toMatch(/^# x/m);
    expect(text).not.toContain('[z](');
    expect(text).toContain('````diff\n+```\n+<b>\n````');
    expect(
      text
        .split('\n')
        .filter((line) => line.includes('script'))
        .every((line) => !/[^\\]\| b/.test(line)),
    ).toBe(true);
  });
});
