import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SAGA_STYLES } from '@counterpoint/contracts';
import { anOrderRequest, eventually } from '@counterpoint/testing';
import type { Credentials } from '../system/gateway-client.js';
import { TestSystem } from '../system/test-system.js';
import { CHROMIUM, launchBrowser, Visitor, type Theme } from './browser.js';
import { buildDashboard } from './build.js';

const START_TIMEOUT_MS = 300_000;
/** Whole sagas on a busy machine, and a browser beside them. */
const STORY_TIMEOUT_MS = 180_000;
const WIDTHS = [1_280, 1_920] as const;
const HEIGHT_PX = 900;
/** What the role finds by following links, whatever the ids. */
const PAGES = {
  customer: ['/', '/ui/compare', '/ui/orders', '/ui/orders/new', '/ui/orders/ID'],
  approver: ['/', '/ui/compare', '/ui/orders', '/ui/approvals', '/ui/orders/ID'],
  operator: [
    '/',
    '/ui/compare',
    '/ui/orders',
    '/ui/approvals',
    '/ui/executions',
    '/ui/executions/ID',
    '/ui/state-machines',
    '/ui/state-machines/order-saga',
    '/ui/parked',
  ],
} as const;
/** The pages of two orders are one kind of page. */
const kindOf = (link: string) => link.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
jest.setTimeout(STORY_TIMEOUT_MS);

const suite = CHROMIUM === undefined ? describe.skip : describe;
const name =
  CHROMIUM === undefined
    ? 'the dashboard (no Chromium here: install the package chromium or name one in CHROMIUM)'
    : 'the dashboard';

suite(name, () => {
  let system: TestSystem;
  let browser: Browser;
  let credentials: Credentials;
  const visitors: Visitor[] = [];
  const arrive = async (theme: Theme = 'light', width?: number): Promise<Visitor> => {
    const visitor = await Visitor.arrive(browser, system.connections.gatewayUrl, theme, width);
    visitors.push(visitor);
    return visitor;
  };

  beforeAll(async () => {
    await buildDashboard();
    [system, browser] = await Promise.all([TestSystem.start(), launchBrowser()]);
    ({ credentials } = system.gateway);
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  }, START_TIMEOUT_MS);
  afterEach(async () => {
    const leaving = visitors.splice(0);
    await Promise.all(leaving.map((visitor) => visitor.leave()));
    expect(leaving.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('asks for a token, and knows it after a reload', async () => {
    const visitor = await arrive();
    await visitor.signIn(credentials.customerToken);
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'Newest orders' }).waitFor();
    expect(await visitor.page.locator('input[name=token]').count()).toBe(0);
  });

  it.each(SAGA_STYLES)('places an order in %s and shows its saga until it is complete', async (style) => {
    const visitor = await arrive();
    const { page } = visitor;
    await visitor.signIn(credentials.customerToken);
    await page.goto('/ui/orders/new');
    await page.getByRole('radio', { name: style }).check();
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    await page.getByText('complete', { exact: true }).waitFor();
    expect(await page.locator('.message').count()).toBeGreaterThanOrEqual(8);
    await page.locator('.message').first().click();
    expect(await page.locator('pre.json').count()).toBe(1);
  });

  it('compares the styles on one time axis, and plays them again', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await visitor.signIn(credentials.customerToken);
    await page.goto('/ui/compare');
    await page.getByRole('button', { name: 'Place in both styles' }).click();
    await eventually(async () => expect(await page.locator('.sequence-moment').count()).toBe(2));
    expect(await page.locator('.message-undo').count()).toBeGreaterThan(3);
    const all = await page.locator('.message').count();
    await page.getByRole('button', { name: 'Replay' }).click();
    await eventually(async () => expect(await page.locator('.message').count()).toBeLessThan(all));
    await eventually(async () => expect(await page.locator('.message').count()).toBe(all), { timeoutMs: STORY_TIMEOUT_MS / 2 });
  });

  it('lets an approver decide', async () => {
    const { id } = await system.place(anOrderRequest('orchestration', { sku: 'GADGET', quantity: 2 }));
    await eventually(async () => expect((await system.gateway.order(id)).status).toBe('AWAITING_APPROVAL'));
    const visitor = await arrive();
    await visitor.signIn(credentials.approverToken);
    await visitor.page.goto('/ui/approvals');
    await visitor.page.getByRole('button', { name: 'Approve', exact: true }).first().click();
    await visitor.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await eventually(async () => expect((await system.gateway.order(id)).status).toBe('CONFIRMED'));
  });

  it('shows why an execution failed, and what was undone', async () => {
    const { id } = await system.place(anOrderRequest('orchestration', { token: 'tok_declined' }));
    await eventually(async () => expect((await system.gateway.order(id)).status).toBe('REJECTED'));
    const visitor = await arrive();
    await visitor.signIn(credentials.operatorToken);
    await visitor.page.goto(`/ui/executions/${id}`);
    await visitor.page.locator('.state-failed', { hasText: 'AuthorisePayment' }).click();
    await visitor.page.getByText('PaymentDeclined').last().waitFor();
    expect(await visitor.page.locator('.state-succeeded', { hasText: 'ReleaseStock' }).count()).toBe(1);
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it.each(['customer', 'approver', 'operator'] as const)(
      'shows the %s every page without an error, in both widths',
      async (role) => {
        const visitor = await arrive(theme);
        await visitor.signIn(credentials[`${role}Token`]);
        const seen = new Set<string>(['/']);
        const waiting = ['/'];
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
          await visitor.page.goto(path);
          await visitor.page.locator('h1').first().waitFor();
          for (const width of WIDTHS) {
            await visitor.page.setViewportSize({ width, height: HEIGHT_PX });
            const overflow = await visitor.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
            expect({ path, width, overflow: Number(overflow) > 0 }).toEqual({ path, width, overflow: false });
          }
          for (const link of await visitor.links()) {
            if (!seen.has(kindOf(link))) waiting.push(link);
            seen.add(kindOf(link));
          }
        }
        expect([...seen]).toEqual(expect.arrayContaining([...PAGES[role]]));
        expect(await visitor.page.locator('input[name=token]').count()).toBe(0);
      },
    );
  });
});
