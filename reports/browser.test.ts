import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from './golden/chromium.ts';
import { hostileComparison, hostileTrends } from './golden/hostile-comparison.ts';
import { HOSTILE, hostileRecord } from './golden/hostile-record.ts';
import { hostileClaims, sampleClaims } from './golden/sample-claims.ts';
import { sampleRegression } from './golden/sample-comparison.ts';
import { sampleHistory } from './golden/sample-history.ts';
import { sampleLoad } from './golden/sample-load.ts';
import { sampleStress } from './golden/sample-stress.ts';
import { sampleCapacity, sampleMicro } from './golden/sample-suites.ts';
import { sampleTrends } from './golden/sample-trends.ts';
import { renderClaimsReport } from './render-claims-report.ts';
import { renderComparisonReport } from './render-comparison-report.ts';
import { renderRunReport } from './render-run-report.ts';
import { renderTrendReport } from './render-trend-report.ts';

const executable = findChromium(process.env);
const isCI = Boolean(process.env.CI) && process.env.CI !== 'false';
if (executable === null && !isCI) {
  process.stderr.write(
    '\nNO CHROMIUM: the report is not tested in a browser. Install chromium, or set CHROME_BIN.\n\n',
  );
}
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** One report of each kind, and one whose every text is an attack. Short runs: what is looked for does not grow with them. */
const load = renderRunReport(sampleLoad({ seconds: 20 }));
const micro = renderRunReport(sampleMicro());
const hostile = renderRunReport(hostileRecord());
const hostileComparisonPage = renderComparisonReport(hostileComparison());
/** A run judged by thresholds of a script: long names, and units that are words. */
const scripted = renderRunReport({
  ...sampleLoad({ seconds: 20 }),
  targets: sampleLoad({ seconds: 20 }).targets.map((result) => ({
    ...result,
    target: { metric: 'http_reqs{scenario:checkout_of_the_basket}.count', above: 480_000, source: 'script' },
    unit: 'requests',
    observed: 481_900,
    interval: [480_800, 482_000],
  })),
});
const reports = Object.entries({
  load,
  history: renderRunReport({ ...sampleLoad({ seconds: 1 }), history: sampleHistory() }),
  comparison: renderComparisonReport(sampleRegression()),
  claims: renderClaimsReport(sampleClaims),
  'hostile claims': renderClaimsReport(hostileClaims),
  trend: renderTrendReport(sampleTrends(40), 'reference-server'),
  'hostile comparison': hostileComparisonPage,
  'hostile trend': renderTrendReport(hostileTrends(), HOSTILE),
  stress: renderRunReport(sampleStress()),
  micro,
  capacity: renderRunReport(sampleCapacity()),
  hostile,
});

test.runIf(isCI)('there is a browser in CI', () => {
  expect(executable, 'install chromium, or set CHROME_BIN').not.toBeNull();
});

describe.skipIf(executable === null)('in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loadline-report-'));
    browser = await startChromium(executable ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page from a file, and writes down everything that it should not do. */
  async function open(
    html: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:')) {
        complaints.push(`request: ${request.url()}`);
      }
    });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    return { page, complaints };
  }

  test.each(reports)('the %s report asks for nothing, complains of nothing, runs nothing', async (_, html) => {
    const { page, complaints } = await open(html);
    expect(await page.locator('script, iframe, object, embed, form, base, [style]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('what the page must not do would be seen', async () => {
    const html = micro.replace(
      '</main>',
      '<p style="color: red">x</p><img src="http://127.0.0.1:9/x.png" alt="x"><script>window.planted = 1</script></main>',
    );
    const { page, complaints } = await open(html);
    await expect.poll(() => complaints.filter((line) => line.includes('Content Security Policy')).length).toBe(3);
    expect(await page.evaluate(() => 'planted' in window)).toBe(false);
    await page.context().close();
    const { page: unguarded, complaints: requests } = await open(html, { bypassCSP: true });
    await expect
      .poll(() => requests.filter((line) => line.startsWith('request:')))
      .toEqual(['request: http://127.0.0.1:9/x.png']);
    await unguarded.context().close();
  });

  test('a planted script stays text, in the page and in its drawings', async () => {
    const { page } = await open(hostile, { bypassCSP: true });
    expect(await page.evaluate(() => 'planted' in window)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe(`FAIL: ${HOSTILE} on ${HOSTILE}`);
    expect(await page.locator('.routes tbody th').filter({ hasText: HOSTILE }).count()).toBeGreaterThan(3);
    await page.context().close();
  });

  test('a planted script stays text in a comparison and in a trend, too', async () => {
    for (const [, html] of reports.filter(([name]) => name.startsWith('hostile '))) {
      const { page } = await open(html, { bypassCSP: true });
      expect(await page.evaluate(() => 'planted' in window)).toBe(false);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toContain(HOSTILE);
      expect(await page.locator('tbody th').filter({ hasText: HOSTILE }).count()).toBeGreaterThan(3);
      await page.context().close();
    }
  });

  test.each(
    reports.flatMap(([name, html]) => (['light', 'dark'] as const).map((scheme) => [name, scheme, html] as const)),
  )('axe finds nothing serious in the %s report when it is %s', async (_, scheme, html) => {
    const { page } = await open(html, { bypassCSP: true, colorScheme: scheme });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      // The rows of a table are alike: three tell what thirty would, in a tenth of the time.
      for (const row of document.querySelectorAll('.data tbody tr:nth-child(n + 4)')) row.remove();
    });
    expect(await serious(page)).toEqual([]);
    await page.context().close();
  });

  test('axe would find text that cannot be read and an image without words', async () => {
    const html = micro
      .replace('--muted: #5a6470', '--muted: #c9d0d8')
      .replace(/ aria-labelledby="title-of-latency-1[^"]*"/, '');
    const { page } = await open(html, { bypassCSP: true, colorScheme: 'light' });
    expect(await serious(page)).toEqual(
      expect.arrayContaining([expect.stringContaining('color-contrast'), expect.stringContaining('role-img-alt')]),
    );
    await page.context().close();
  });

  test.each(reports)('the %s report has no sideways scroll from 360 px on', async (_, html) => {
    const { page } = await open(html);
    for (const width of [360, 600, 800, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.context().close();
  });

  test.each([
    ['of ours', load],
    ['of a script', scripted],
  ])('the table of targets %s shows all that it says from 720 px on, without a scroll of its own', async (_, html) => {
    const { page } = await open(html);
    for (const width of [720, 820, 900, 1100, 1161, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const hidden = (one: Element) => one.scrollWidth - one.clientWidth;
      expect([width, await page.locator('.scroll:has(.targets)').evaluate(hidden)]).toEqual([width, 0]);
    }
    await page.context().close();
  });

  test('large charts are drawn for the width of the screen, one drawing at a time', async () => {
    const { page } = await open(load);
    const shown = async (width: number) => {
      await page.setViewportSize({ width, height: 800 });
      return page.locator('#latency-over-time .drawing:visible').evaluateAll((all) => all.map((one) => one.className));
    };
    expect(await shown(1280)).toEqual(['drawing full']);
    expect(await shown(400)).toEqual(['drawing phone']);
    await page.context().close();
  });

  test('the page prints, light on paper whatever the screen', async () => {
    const { page } = await open(load, { colorScheme: 'dark' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(16, 20, 24)');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.context().close();
  });

  test('a link to a target leads to its row, and the data of a chart opens without a script', async () => {
    const { page } = await open(load);
    await page.locator('.targets a.verdict').first().click();
    expect(await page.locator('tr:target').getAttribute('id')).toBe('target-latency-p95-get-api-users');
    const data = page.locator('#latency-over-time details');
    await data.locator('summary').click();
    expect(await data.locator('tbody tr:visible').count()).toBe(30);
    await page.context().close();
  });
});

/** What axe calls serious or critical, as `rule: first element`. Throws when axe looked at nothing. */
async function serious(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axePath });
  const results = (await page.evaluate('axe.run(document)')) as AxeResults;
  if (results.passes.length < 10) throw new Error(`axe passed ${results.passes.length} rules only: was there a page?`);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
