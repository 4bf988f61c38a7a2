import { useCallback, useEffect, useState } from 'react';
import type { About } from '@conceptwatch/contracts';
import { api, ApiProblem } from './api/client';
import { Login } from './pages/login';
import { StreamPage } from './pages/stream-page';
import { Header } from './parts/header';
import { useRoute } from './use-route';

type Access = 'unknown' | 'in' | 'out';

/** The token of the printed address is used once and taken out of the address bar. */
function tokenOfAddress(): string | undefined {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

export function App() {
  const [access, setAccess] = useState<Access>('unknown');
  const [problem, setProblem] = useState('');
  const [about, setAbout] = useState<About>();
  const [route, go] = useRoute();

  const enter = useCallback(async (token?: string) => {
    try {
      await (token ? api.login(token) : api.session());
      setAbout(await api.about());
      setAccess('in');
      setProblem('');
    } catch (error) {
      setAccess('out');
      if (token || !(error instanceof ApiProblem && error.status === 401)) setProblem((error as Error).message);
    }
  }, []);

  useEffect(() => {
    void enter(tokenOfAddress());
  }, [enter]);

  if (access === 'unknown') return <p className="center quiet">Opening…</p>;
  if (access === 'out') return <Login problem={problem} onToken={(token) => void enter(token)} />;
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Header
        onHome={() => go({})}
        onLeave={() => {
          void api.logout().finally(() => setAccess('out'));
        }}
      />
      <main id="content" tabIndex={-1}>
        <StreamPage route={route} go={go} />
      </main>
      {about && (
        <footer>
          <p>
            {about.models.note || `Models: ${about.models.encoder}, ${about.models.text_encoder}.`} <span className="quiet">conceptwatch {about.version} · encoder {about.models.encoder} · aligner {about.models.aligner}</span>
          </p>
        </footer>
      )}
    </>
  );
}
