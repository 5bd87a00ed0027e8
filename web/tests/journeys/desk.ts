// A desk for each file of journeys: the program serves a register of its own in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { lines } from './reports';
import type { Document } from './reports';

const program = resolve(process.env.ROZNAMCHA!);
const here = fileURLToPath(new URL('.', import.meta.url));
const sample = resolve(here, '../../../tests/sample/reports');

async function free_port(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export class Desk {
  private server!: ChildProcess;
  private said = '';
  url = '';

  private constructor(private readonly folder: string) {}

  readonly register = (): string => join(this.folder, 'register.db');
  /// The folder that the server watches: files moved into it are read.
  readonly watched = (): string => join(this.folder, 'dropped');

  /// A desk on a register of these reports. They are added batch by batch, seconds apart, so that the register has a past.
  static async open(...batches: Document[][]): Promise<Desk> {
    return Desk.start(batches.map((batch, i) => (desk: Desk) => {
      const file = join(desk.folder, `batch-${i}.jsonl`);
      writeFileSync(file, lines(batch));
      return ['add', file];
    }));
  }

  /// The same on the sample reports of tests/sample.
  static async sample(): Promise<Desk> {
    return Desk.start([() => ['add', ...['bangladesh.jsonl', 'nigeria.jsonl', 'ng-12.html'].map((name) => join(sample, name))], () => ['add', sample]]);
  }

  private static async start(steps: ((desk: Desk) => string[])[]): Promise<Desk> {
    const desk = new Desk(mkdtempSync(join(tmpdir(), 'roznamcha-desk-')));
    try {
      mkdirSync(desk.watched());
      for (const [i, step] of steps.entries()) {
        if (i > 0) await pause(2200);
        const [verb, ...rest] = step(desk);
        desk.run(verb, ...rest);
      }
      await desk.serve();
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  private async serve(): Promise<void> {
    const port = await free_port();
    this.url = `http://127.0.0.1:${port}`;
    this.server = spawn(program, ['serve', '--register', this.register(), '--listen', `127.0.0.1:${port}`, '--watch', this.watched()], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.server.stderr!.on('data', (piece) => { this.said += piece; });
    for (let i = 0; i < 200; ++i) {
      if (this.server.exitCode !== null) throw new Error(`the server ended with ${this.server.exitCode}: ${this.said}`);
      if (await fetch(`${this.url}/api/v1/meta`).then((one) => one.ok, () => false)) return;
      await pause(150);
    }
    throw new Error(`the server does not answer: ${this.said}`);
  }

  /// What a verb of the command line prints, on the same register.
  run(verb: string, ...rest: string[]): string {
    return execFileSync(program, [verb, '--register', this.register(), ...rest], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  }

  /// The incidents by `export --format jsonl`.
  exported(...filters: string[]): Record<string, any>[] {
    return this.run('export', '--format', 'jsonl', ...filters).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  }

  /// The id of the incident at a place; the one with most reports, if there are several.
  async incident_at(place: string): Promise<string> {
    const { incidents } = await this.get<{ incidents: { id: string; reports: number }[] }>(`/incidents?place=${encodeURIComponent(place)}`);
    if (!incidents.length) throw new Error(`no incident at ${place}`);
    return incidents.reduce((best, one) => (one.reports > best.reports ? one : best)).id;
  }

  /// Drops a file into the watched folder, whole at once.
  drop(name: string, documents: Document[]): void {
    const made = join(this.folder, name);
    writeFileSync(made, lines(documents));
    renameSync(made, join(this.watched(), name));
  }

  async close(): Promise<void> {
    if (this.server && this.server.exitCode === null) {
      const ended = new Promise((done) => this.server.once('exit', done));
      this.server.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/// Journeys on the sample: one desk for a file, and every page watched.
export const test = base.extend<{ page: Page }, { desk: Desk }>({
  desk: [async ({}, use) => {
    const desk = await Desk.sample();
    await use(desk);
    await desk.close();
  }, { scope: 'worker', timeout: 120_000 }],

  // Every journey is watched: nothing leaves the origin, no script fails, the console stays clean of errors.
  page: async ({ page, desk }, use) => {
    const wrong: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${desk.url}/`) && !url.startsWith(`blob:${desk.url}/`)) wrong.push(`request to ${url}`);
    });
    page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
    page.on('console', (message) => { if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text())) wrong.push(`console: ${message.text()}`); });
    page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    await use(page);
    expect(wrong).toEqual([]);
  },
});

const axe = readFileSync(resolve(here, '../../node_modules/axe-core/axe.min.js'), 'utf8');

/// What axe-core finds wrong on the page as it stands, a line each.
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const result = await (window as any).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.flatMap((one: any) => one.nodes.map((node: any) => `${one.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
  });
}

/// Nothing is wrong by axe-core.
export async function accessible(page: Page): Promise<void> {
  expect(await faults(page)).toEqual([]);
}

/// How much wider than the window the page is: something does not fit.
export const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export async function fits(page: Page): Promise<void> {
  expect(await overflow(page)).toBe(0);
}

export { expect };
