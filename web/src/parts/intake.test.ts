import { afterEach, describe, expect, it, vi } from 'vitest';
import { add, type Adding, adding, looks_like_html, name_of, type_of } from './intake';

afterEach(() => vi.unstubAllGlobals());

it('knows files by their ending', () => {
  expect(['a.txt', 'b.HTML', 'c.d.jsonl', 'feed.xml'].map(type_of)).toEqual(['text/plain', 'text/html', 'application/x-ndjson', 'application/rss+xml']);
  expect(['picture.png', 'README', 'a.'].map(type_of)).toEqual([null, null, null]);
});

it('names files without folders and endings', () => {
  expect(name_of('C:\\news\\a/b.txt')).toBe('b');
  expect(name_of('.txt')).toBe('posted');
  expect(Array.from(name_of('🕯'.repeat(90))).length).toBe(45);
});

it('tells a page from text', () => {
  expect(looks_like_html('\n<!DOCTYPE html><p>x')).toBe(true);
  expect(looks_like_html('Two <html> lovers')).toBe(false);
});

describe('add', () => {
  const run = async (body: string, answers: [number, unknown][]) => {
    const asked: string[] = [];
    vi.stubGlobal('sessionStorage', { getItem: () => null });
    vi.stubGlobal('fetch', async (address: string) => {
      asked.push(address);
      const [status, answer] = answers.shift()!;
      return new Response(JSON.stringify(answer), { status });
    });
    let state: Adding = adding('a');
    const states: string[] = [];
    await add(body, 'text/plain', 'a.txt', { published: '2029-02-05' }, (more) => { state = { ...state, ...more }; states.push(state.state); });
    return { asked, state, states };
  };
  it('sends what is short at once', async () => {
    const { asked, state } = await run('x', [[200, { added: 1, versions: 0, known: 0, failed: [], ids: ['a'] }]]);
    expect(asked).toEqual(['/api/v1/reports?name=a&published=2029-02-05']);
    expect(state).toMatchObject({ state: 'done', added: 1, ids: ['a'] });
  });
  it('follows a job where it is long', async () => {
    const { asked, state, states } = await run('x'.repeat(300_000), [
      [202, { job: '7' }],
      [200, { id: '7', state: 'running', bytes_done: 1, bytes_total: 2 }],
      [200, { id: '7', state: 'done', added: 2, failed: [{ where: 'line 3', message: 'no text', id: 'bad-input' }] }],
    ]);
    expect(asked.slice(1)).toEqual(['/api/v1/jobs/7', '/api/v1/jobs/7']);
    expect(states).toEqual(['sending', 'running', 'done']);
    expect(state.failed).toHaveLength(1);
  });
  it('tells what went wrong', async () => {
    const { state } = await run('x', [[413, { title: 'too large', status: 413 }]]);
    expect(state.state).toBe('failed');
    expect(state.error).toMatchObject({ status: 413 });
  });
});
