import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { applyTheme, storedTheme } from './app/theme.js';
import './ui/colours.css';
import './ui/layout.css';

applyTheme(storedTheme());
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
