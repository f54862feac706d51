import { pretty } from './format.js';

/** A payload as text, whatever is in it. */
export function Json({ text, label }: { readonly text: string | null | undefined; readonly label: string }) {
  return (
    <pre className="json" aria-label={label} tabIndex={0}>
      {pretty(text)}
    </pre>
  );
}
