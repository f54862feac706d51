import { may, type Session } from './session.js';

export interface PageLink {
  readonly text: string;
  readonly href: string;
  /** For people who operate the system, after the pages for everybody. */
  readonly operating: boolean;
}

/** The pages that the session's roles may see, for the navigation and for the first page. */
export function linksFor(session: Session): readonly PageLink[] {
  const link = (text: string, href: string, operating = false): PageLink => ({ text, href, operating });
  return [
    link('Compare', '/ui/compare'),
    link('Orders', '/ui/orders'),
    ...(may(session, 'customer') ? [link('Place an order', '/ui/orders/new')] : []),
    ...(may(session, 'approver', 'operator') ? [link('Approvals', '/ui/approvals')] : []),
    ...(may(session, 'operator')
      ? [
          link('Executions', '/ui/executions', true),
          link('State machines', '/ui/state-machines', true),
          link('Parked messages', '/ui/parked', true),
        ]
      : []),
  ];
}
