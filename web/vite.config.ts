import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },  // an inline script, which the content security policy forbids
    assetsInlineLimit: 0,                // no data: addresses, for the same reason
    chunkSizeWarningLimit: 1200,         // MapLibre, which is loaded when the list stands
    rollupOptions: {
      output: {
        // The worker is plain JavaScript; a server that knows only .js must not send it as something else.
        assetFileNames: ({ names }) => (names?.[0]?.endsWith('.mjs') ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  // By number: a bare machine may not know the name localhost.
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
