import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { Suspense, useEffect, useState } from 'react';
import { Loading } from '../ui/feedback.js';
import { linksFor } from './links.js';
import { PAGES } from './pages.js';
import { followLink, usePath } from './router.js';
import { useSigned } from './session-context.js';
import { may, type Session } from './session.js';
import { storedTheme, storeTheme, type Theme } from './theme.js';

/** What the session's roles may see, as real links. */
function navigation(session: Session): SideNavigationProps.Item[] {
  const links = linksFor(session);
  const items = (operating: boolean): SideNavigationProps.Item[] =>
    links.filter((link) => link.operating === operating).map(({ text, href }) => ({ type: 'link', text, href }));
  const operations = items(true);
  return [
    { type: 'link', text: 'Home', href: '/' },
    ...items(false),
    ...(operations.length === 0 ? [] : [{ type: 'divider' } as const, ...operations]),
    { type: 'divider' },
    { type: 'link', text: 'API documentation', href: '/docs', external: true },
  ];
}

/** The frame around every page: navigation, theme, and who is signed in. */
export function Shell({ onSignOut }: { readonly onSignOut: () => void }) {
  const { session } = useSigned();
  const path = usePath();
  const [open, setOpen] = useState(() => innerWidth >= 1_440);
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const match = PAGES.map((page) => ({ page, found: page.pattern.exec(path) })).find(({ found }) => found !== null);
  const title = match?.page.title ?? 'Not found';
  useEffect(() => {
    document.title = `${title} · Counterpoint`;
  }, [title]);
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  const active = path === '/ui/orders/new' ? path : path.replace(/^(\/ui\/[^/]+)\/.*$/, '$1');
  return (
    <div onClick={followLink}>
      <div id="top">
        <TopNavigation
          identity={{ href: '/', title: 'Counterpoint', logo: { src: '/assets/counterpoint.svg', alt: '' } }}
          utilities={[
            {
              type: 'button',
              text: other === 'dark' ? 'Dark' : 'Light',
              ariaLabel: `Switch to the ${other} theme`,
              onClick: () => {
                storeTheme(other);
                setTheme(other);
              },
            },
            {
              type: 'menu-dropdown',
              text: session.subject,
              description: session.roles.join(', '),
              iconName: 'user-profile',
              items: [{ id: 'sign-out', text: 'Sign out' }],
              onItemClick: onSignOut,
            },
          ]}
        />
      </div>
      <AppLayout
        headerSelector="#top"
        navigation={<SideNavigation activeHref={active} items={navigation(session)} />}
        navigationOpen={open}
        navigationWidth={220}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        toolsHide
        maxContentWidth={Number.MAX_VALUE}
        content={<Suspense fallback={<Loading />}>{content(session, match)}</Suspense>}
      />
    </div>
  );
}

function content(session: Session, match: { page: (typeof PAGES)[number]; found: RegExpExecArray | null } | undefined) {
  if (match === undefined) return <Box variant="h1">There is no such page</Box>;
  const { roles } = match.page;
  if (roles !== undefined && !may(session, ...roles))
    return (
      <Box padding="xxl" textAlign="center" color="text-body-secondary">
        This page is for the role {roles.join(' or ')}. You are signed in as {session.roles.join(', ')}.
      </Box>
    );
  return match.page.render(match.found?.[1] ?? '');
}
