import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidToken } from './errors.js';

const DEFAULT_PAGE = 100;
const MAC_LENGTH = 22;

/** Page tokens: where the next page begins, with a signature, so that a token of somebody's own making is refused. */
export class Pages {
  constructor(private readonly secret: Buffer) {}

  /** 0 and absent mean the default. */
  size(maxResults: number | undefined): number {
    return maxResults === undefined || maxResults === 0 ? DEFAULT_PAGE : maxResults;
  }

  token(kind: string, position: readonly (string | number)[]): string {
    const body = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${this.mac(kind, body)}${body}`;
  }

  /** @throws SfnError InvalidToken */
  position(kind: string, token: string | undefined): readonly (string | number)[] | undefined {
    if (token === undefined) return undefined;
    const mac = token.slice(0, MAC_LENGTH);
    const body = token.slice(MAC_LENGTH);
    const expected = this.mac(kind, body);
    if (!/^[\w-]{22}$/.test(mac) || !timingSafeEqual(Buffer.from(mac), Buffer.from(expected)))
      throw invalidToken('Invalid token');
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as (string | number)[];
  }

  /** Splits one row more than the page into the page and the token of the next. */
  page<Row>(
    kind: string,
    rows: readonly Row[],
    size: number,
    positionOf: (last: Row) => readonly (string | number)[],
  ): { readonly rows: readonly Row[]; readonly nextToken?: string } {
    if (rows.length <= size) return { rows };
    const page = rows.slice(0, size);
    return { rows: page, nextToken: this.token(kind, positionOf(page.at(-1) as Row)) };
  }

  private mac(kind: string, body: string): string {
    return createHmac('sha256', this.secret).update(`${kind}\n${body}`).digest('base64url').slice(0, MAC_LENGTH);
  }
}
