import { useState } from 'react';

export function Login({ problem, onToken }: { problem: string; onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <main className="login">
      <h1>conceptwatch</h1>
      <p>
        Enter the access token. It was printed once at the first start; <code>npx conceptwatch token</code> makes a new one.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onToken(token.trim());
        }}
      >
        <label htmlFor="token">Access token</label>
        <input id="token" type="password" autoComplete="current-password" autoFocus value={token} onChange={(event) => setToken(event.target.value)} />
        <button type="submit" disabled={token.trim() === ''}>
          Open
        </button>
      </form>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </main>
  );
}
