import { describe, expect, it } from 'vitest';
import { address, with_parts } from './address';
import { ask_path, filters_set } from './selection';

describe('addresses', () => {
  it('leave out what is empty and keep boxes readable', () => {
    expect(address('/')).toBe('/');
    expect(address('/', { place: '', since: null, type: undefined })).toBe('/');
    expect(address('/', { bbox: '60,23,78,38', as_of: '2029-02-05T18:00:00Z' })).toBe('/?bbox=60,23,78,38&as_of=2029-02-05T18:00:00Z');
    expect(address('/x', { place: 'Dera & Co' })).toBe('/x?place=Dera+%26+Co');
  });
  it('change one part and leave the rest', () => {
    const query = new URLSearchParams('place=Swat&status=disputed');
    expect(with_parts('/', query, { status: null, type: 'Grenade' })).toBe('/?place=Swat&type=Grenade');
    expect(query.get('status')).toBe('disputed');
  });
});

describe('selection', () => {
  const query = new URLSearchParams('place=Swat&chosen=ab&view=map&since=2029-01-01&convention=acled&bbox=1,2,3,4&by=week');
  it('asks the API with filters and lenses only', () => {
    expect(ask_path('/incidents', query)).toBe('/incidents?since=2029-01-01&place=Swat&bbox=1,2,3,4&convention=acled');
  });
  it('leaves out and adds what the caller says', () => {
    expect(ask_path('/timeline', query, { without: ['since', 'bbox'], more: { by: 'day', convention: null } })).toBe('/timeline?place=Swat&by=day');
  });
  it('knows which filters are set', () => {
    expect(filters_set(query)).toEqual(['since', 'place', 'bbox']);
  });
});
