import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('.'),
  plugins: [react()],
  resolve: { alias: { '@conceptwatch/contracts': path('../../libs/contracts/src/index.ts') } },
  build: { outDir: path('../../dist/apps/web'), emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'] },
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
