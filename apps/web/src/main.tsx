import { createRoot } from 'react-dom/client';
import { App } from './app';
import { applyTheme } from './theme';
import './style.css';

applyTheme();
createRoot(document.getElementById('app') as HTMLElement).render(<App />);
