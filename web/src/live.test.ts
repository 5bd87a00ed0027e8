import { describe, expect, it } from 'vitest';
import { EventReader } from './live';

describe('EventReader', () => {
  it('reads events however the stream is cut', () => {
    const text = ': heartbeat\n\nid: 7\nevent: incident\ndata: {"id":"ab",\ndata: "change":"new"}\n\nevent: report\r\ndata:{"id":"x"}\r\n\r\n';
    const whole = new EventReader().take(text);
    expect(whole).toEqual([
      { id: '7', kind: 'incident', data: '{"id":"ab",\n"change":"new"}' },
      { id: '', kind: 'report', data: '{"id":"x"}' },
    ]);
    for (let cut = 1; cut < text.length; ++cut) {
      const reader = new EventReader();
      expect([...reader.take(text.slice(0, cut)), ...reader.take(text.slice(cut))], `cut at ${cut}`).toEqual(whole);
    }
  });
  it('gives nothing for heartbeats and for what has not ended', () => {
    const reader = new EventReader();
    expect(reader.take(':\n\n:\n\ndata: 1\n')).toEqual([]);
    expect(reader.take('\n')).toEqual([{ id: '', kind: 'message', data: '1' }]);
  });
});
