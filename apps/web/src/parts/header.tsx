import { useEffect, useState } from 'react';

type Theme = 'light' | 'dark';
const STORED = 'conceptwatch.theme';
const preferred = (): Theme => (localStorage.getItem(STORED) as Theme | null) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

export function Header({ onHome, onLeave }: { onHome: () => void; onLeave: () => void }) {
  const [theme, setTheme] = useState<Theme>(preferred);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <header>
      <button type="button" className="brand" onClick={onHome}>
        <img src="/icon.svg" alt="" width="26" height="26" /> conceptwatch
      </button>
      <nav aria-label="Settings">
        <button
          type="button"
          className="plain"
          onClick={() => {
            localStorage.setItem(STORED, other);
            setTheme(other);
          }}
        >
          {other === 'dark' ? 'Dark' : 'Light'}
        </button>
        <a className="plain" href="/api/v1/openapi.json">
          API
        </a>
        <button type="button" className="plain" onClick={onLeave}>
          Log out
        </button>
      </nav>
    </header>
  );
}
