import { useCallback, useEffect, useState } from 'react';
import { api, isSignedOut } from './api/client';
import { SignInPage } from './pages/sign-in-page';
import { Workplace } from './workplace';

type Access = 'unknown' | 'in' | 'out' | 'unreachable';

/** The token of the printed address is used once and taken out of the address bar. */
function tokenOfAddress(): string | undefined {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return undefined;
  history.replaceState(null, '', location.pathname);
  return decodeURIComponent(token);
}

export function App() {
  const [access, setAccess] = useState<Access>('unknown');
  const [problem, setProblem] = useState('');
  const enter = useCallback(async (token?: string) => {
    try {
      await (token === undefined ? api.session() : api.login(token));
      setAccess('in');
      setProblem('');
    } catch (error) {
      const isOut = isSignedOut(error);
      setAccess(isOut || token !== undefined ? 'out' : 'unreachable');
      setProblem(isOut && token === undefined ? '' : (error as Error).message);
    }
  }, []);
  useEffect(() => {
    void enter(tokenOfAddress());
  }, [enter]);
  useEffect(() => {
    if (access !== 'unreachable') return;
    const timer = setInterval(() => void enter(), 3000);
    return () => clearInterval(timer);
  }, [access, enter]);

  if (access === 'unknown') return <p className="whole-page muted">Opening …</p>;
  if (access === 'unreachable')
    return (
      <main className="whole-page" role="alert">
        <h1>conceptwatch</h1>
        <p>{problem}</p>
        <p className="muted">Trying again every three seconds.</p>
      </main>
    );
  if (access === 'out') return <SignInPage problem={problem} onToken={(token) => void enter(token)} />;
  return (
    <Workplace
      onLeave={(why = '') => {
        setProblem(why);
        setAccess('out');
      }}
    />
  );
}
