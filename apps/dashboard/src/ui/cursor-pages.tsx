import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';

export interface CursorPages {
  /** Where the page begins; undefined: the first. */
  readonly cursor: string | undefined;
  readonly number: number;
  readonly go: (cursors: readonly string[]) => void;
  readonly cursors: readonly string[];
}

/** Remembers the cursors of the pages that were turned; a change of `key` (the filter) goes back to the first. */
export function useCursorPages(key: string): CursorPages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  useEffect(() => setCursors([]), [key]);
  return { cursor: cursors.at(-1), number: cursors.length + 1, cursors, go: setCursors };
}

export function PageButtons({ pages, next }: { readonly pages: CursorPages; readonly next: string | null | undefined }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button
        iconName="angle-left"
        variant="icon"
        ariaLabel="Newer"
        disabled={pages.number === 1}
        onClick={() => pages.go(pages.cursors.slice(0, -1))}
      />
      <span>Page {pages.number}</span>
      <Button
        iconName="angle-right"
        variant="icon"
        ariaLabel="Older"
        disabled={next === null || next === undefined}
        onClick={() => pages.go([...pages.cursors, next ?? ''])}
      />
    </SpaceBetween>
  );
}
