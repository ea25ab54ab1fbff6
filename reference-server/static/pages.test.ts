import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findChromium, startChromium } from '../../reports/golden/chromium.ts';
import { ask } from '../testing/ask.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

const executable = findChromium(process.env);
const isCI = Boolean(process.env.CI) && process.env.CI !== 'false';
if (executable === null && !isCI) {
  process.stderr.write(
    '\nNO CHROMIUM: the pages are not tested in a browser. Install chromium, or set CHROME_BIN.\n\n',
  );
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test.runIf(isCI)('there is a browser in CI', () => {
  expect(executable, 'install chromium, or set CHROME_BIN').not.toBeNull();
});

describe.skipIf(executable === null)('in Chromium', () => {
  let browser: Browser;
  let server: FiveDomains;

  beforeAll(async () => {
    [browser, server] = await Promise.all([
      startChromium(executable ?? ''),
      startFiveDomains({ MONITORING_INTERVAL: '200' }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Opens a page of the server, and writes down everything that it should not do. */
  async function open(path: string): Promise<{ readonly page: Page; readonly complaints: string[] }> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !url.startsWith('data:')) complaints.push(`asked ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(server.url + path);
    return { page, complaints };
  }

  test('the status page shows how the server is, and asks nobody else', async () => {
    for (let turn = 0; turn < 2; turn += 1) await ask(`${server.url}/api/users/7`);
    const { page, complaints } = await open('/');
    await page.locator('#status.ok').waitFor();
    const users = page.locator('#domains tbody tr', { hasText: 'users' }).locator('td');
    expect((await users.allTextContents()).slice(0, 3)).toEqual(['users', '2', '50 %']);
    expect(await page.locator('#domains tbody tr').count()).toBe(5);
    expect(await page.locator('#routes').textContent()).toContain('GET /api/users/:id');
    expect(await page.locator('#components').textContent()).toContain('PostgreSQL, workspace');
    // The next look at the figures comes after some seconds.
    await page.locator('#machine', { hasText: 'Memory' }).waitFor({ timeout: 15_000 });
    expect(complaints).toEqual([]);
  });

  test('the status page keeps the rules of accessibility', async () => {
    const { page } = await open('/');
    await page.locator('#status.ok').waitFor();
    // Its policy lets no script in but its own.
    await page.evaluate(axe);
    const results = (await page.evaluate('axe.run()')) as AxeResults;
    expect(results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('the page of the API lists every part, and a request tried there is answered', async () => {
    const { page, complaints } = await open('/docs');
    await page.locator('#operations-tag-users').click();
    expect(await page.locator('[id^="operations-tag-"]').count()).toBe(7);
    const operation = page.locator('.opblock', { has: page.getByText('One user', { exact: true }) });
    await operation.locator('button.opblock-summary-control').click();
    await operation.getByPlaceholder('id').fill('7');
    await operation.getByText('Execute').click();
    await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(await operation.locator('.live-responses-table').textContent()).toContain('"id": 7');
    expect(complaints).toEqual([]);
  });
});
