import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';

export type Theme = 'light' | 'dark';
const KEY = 'counterpoint.theme';

/** What was chosen in this browser; until then, what the system prefers. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function applyTheme(theme: Theme): void {
  applyMode(theme === 'dark' ? Mode.Dark : Mode.Light);
  applyDensity(Density.Comfortable);
  document.documentElement.style.colorScheme = theme;
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme(theme);
}
