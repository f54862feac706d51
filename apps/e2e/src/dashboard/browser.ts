import fs from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Where Debian's package puts it; another one may be named. */
const PLACES = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The Chromium of this machine, if there is one. */
export const CHROMIUM = PLACES.find((place) => place !== '' && fs.existsSync(place));
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const HEIGHT_PX = 900;
/** Runs in the page, so it is text: this workspace knows no DOM. */
const LINKS = `[...document.querySelectorAll('a[href^="/"]')].map((link) => link.getAttribute('href'))`;

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGUMENTS });

export type Theme = 'light' | 'dark';

/** A person at the dashboard: a browser profile of their own, and every error that their console showed. */
export class Visitor {
  readonly errors: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.errors.push(`${page.url()}: ${error.message}`));
  }

  static async arrive(browser: Browser, baseURL: string, theme: Theme = 'light', width = 1_280): Promise<Visitor> {
    const context = await browser.newContext({ baseURL, colorScheme: theme, viewport: { width, height: HEIGHT_PX } });
    return new Visitor(context, await context.newPage());
  }

  /** As a new user would: the token into the field, Enter. */
  async signIn(token: string): Promise<void> {
    await this.page.goto('/');
    await this.page.fill('input[name=token]', token);
    await this.page.press('input[name=token]', 'Enter');
    await this.page.getByRole('heading', { level: 1, name: 'Counterpoint' }).waitFor();
    await this.page.getByRole('heading', { name: 'Newest orders' }).waitFor();
  }

  /** Pages of the dashboard that the present one links to. */
  async links(): Promise<string[]> {
    const links = await this.page.evaluate<string[]>(LINKS);
    return [...new Set(links.filter((link) => !link.startsWith('/docs')))];
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
