import { lazy, type ReactNode } from 'react';
import type { Role } from './session.js';

const Home = lazy(async () => ({ default: (await import('../home/home.js')).Home }));
const Orders = lazy(async () => ({ default: (await import('../orders/order-list.js')).OrderList }));
const NewOrder = lazy(async () => ({ default: (await import('../orders/place-order.js')).PlaceOrder }));
const Order = lazy(async () => ({ default: (await import('../orders/order-page.js')).OrderPage }));
const Compare = lazy(async () => ({ default: (await import('../compare/compare.js')).Compare }));
const Approvals = lazy(async () => ({ default: (await import('../approvals/approvals.js')).Approvals }));
const Executions = lazy(async () => ({ default: (await import('../executions/execution-list.js')).ExecutionList }));
const Execution = lazy(async () => ({ default: (await import('../executions/execution-page.js')).ExecutionPage }));
const Parked = lazy(async () => ({ default: (await import('../parked/parked.js')).Parked }));
const Machines = lazy(async () => ({ default: (await import('../machines/machine-list.js')).MachineList }));
const Machine = lazy(async () => ({ default: (await import('../machines/machine-page.js')).MachinePage }));

export interface Page {
  readonly pattern: RegExp;
  readonly title: string;
  /** Who sees it; absent: everybody. */
  readonly roles?: readonly Role[];
  readonly render: (parameter: string) => ReactNode;
}

/** Every page by its path; what the parentheses hold is its parameter. */
export const PAGES: readonly Page[] = [
  { pattern: /^\/(?:ui\/?)?$/, title: 'Home', render: () => <Home /> },
  { pattern: /^\/ui\/orders$/, title: 'Orders', render: () => <Orders /> },
  { pattern: /^\/ui\/orders\/new$/, title: 'Place an order', roles: ['customer'], render: () => <NewOrder /> },
  { pattern: /^\/ui\/orders\/([\w-]+)$/, title: 'Order', render: (id) => <Order key={id} id={id} /> },
  { pattern: /^\/ui\/compare$/, title: 'Compare', render: () => <Compare /> },
  { pattern: /^\/ui\/approvals$/, title: 'Approvals', roles: ['approver', 'operator'], render: () => <Approvals /> },
  { pattern: /^\/ui\/executions$/, title: 'Executions', roles: ['operator'], render: () => <Executions /> },
  {
    pattern: /^\/ui\/executions\/([\w-]+)$/,
    title: 'Execution',
    roles: ['operator'],
    render: (id) => <Execution key={id} id={id} />,
  },
  { pattern: /^\/ui\/state-machines$/, title: 'State machines', roles: ['operator'], render: () => <Machines /> },
  {
    pattern: /^\/ui\/state-machines\/([^/]+)$/,
    title: 'State machine',
    roles: ['operator'],
    render: (name) => <Machine key={name} name={decodeURIComponent(name)} />,
  },
  { pattern: /^\/ui\/parked$/, title: 'Parked messages', roles: ['operator'], render: () => <Parked /> },
];
