import { useState } from 'react';

/** Asks for the access token and says where it is. */
export function SignInPage({ problem, onToken }: { problem: string; onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <main className="sign-in">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>conceptwatch</h1>
      <p className="muted">Says in words what changed in your images.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onToken(token.trim());
        }}
      >
        <input type="text" name="username" autoComplete="username" value="conceptwatch" readOnly hidden />
        <label htmlFor="token">Access token</label>
        <input id="token" type="password" autoComplete="current-password" autoFocus value={token} onChange={(event) => setToken(event.target.value)} aria-describedby="where" aria-invalid={problem !== ''} />
        {problem && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <button type="submit" className="main-button" disabled={token.trim() === ''}>
          Sign in
        </button>
      </form>
      <p id="where" className="muted small">
        The token was printed once in the terminal, at the first start. <code>npx conceptwatch token</code> makes a new one.
      </p>
    </main>
  );
}
