// Journeys of a person through the desk: the real program, a real register, Debian's Chromium.
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) throw new Error(`no Chromium at ${chromium}: install Debian's package chromium, or set CHROMIUM`);
if (!process.env.ROZNAMCHA || !existsSync(process.env.ROZNAMCHA)) throw new Error('ROZNAMCHA must be the path of the program');

const quiet = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const software = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

export default defineConfig({
  testDir: './journeys',
  outputDir: './output',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2,
  reporter: [['list']],
  use: {
    locale: 'en-GB', timezoneId: 'Asia/Karachi', viewport: { width: 1440, height: 900 }, screenshot: 'only-on-failure',
    launchOptions: { executablePath: chromium, args: [...quiet, '--disable-gpu', '--disable-3d-apis'] },
  },
  projects: [
    { name: 'desk', testIgnore: /webgl/ },
    { name: 'webgl', testMatch: /webgl/, use: { launchOptions: { executablePath: chromium, args: [...quiet, ...software] } } },
  ],
});
