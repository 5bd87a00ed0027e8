import { describe, expect, it } from 'vitest';
import type { MapAnswer } from '../api';
import { bounds, circle, gather, inside, point_radius, read_box, write_box } from './sites';

const columns = ['id', 'lat', 'lon', 'radius_km', 'precision', 'killed', 'type', 'election', 'status', 'background'];
const answer = (...points: unknown[][]): MapAnswer => ({ columns, points, cut: false });
const point = (id: string, lat: number | null, lon: number | null, precision: string, killed: number | null) => [id, lat, lon, 20, precision, killed, 'Attack', id === 'e', 'unverified', false];

describe('gather', () => {
  it('draws points for exact places only', () => {
    const sites = gather(answer(point('a', 34, 71, 'exact', 2), point('b', 34, 71, 'admin2', 3), point('c', 30, 70, 'near', null), point('d', 31, 70, 'country', 1), point('f', null, null, 'unknown', 1)));
    expect(sites.points.map((one) => one.ids)).toEqual([['a']]);
    expect(sites.zones.map((one) => one.ids).sort()).toEqual([['b'], ['c']]);
    expect(sites.drawn).toBe(3);
  });
  it('gathers what lies at one place; what is not stated adds nothing and is counted', () => {
    const [site] = gather(answer(point('a', 34, 71, 'exact', 2), point('b', 34, 71, 'exact', null), point('e', 34, 71, 'exact', 3))).points;
    expect(site).toMatchObject({ ids: ['a', 'b', 'e'], killed: 5, unstated: 1, election: true });
    expect(gather(answer(point('a', 34, 71, 'exact', null))).points[0].killed).toBeNull();
    expect(gather(answer(point('a', 34, 71, 'exact', 0))).points[0].killed).toBe(0);
  });
  it('finds columns by their names', () => {
    const turned = { ...answer([71, 34, 'exact', 'a']), columns: ['lon', 'lat', 'precision', 'id'] };
    expect(gather(turned).points[0]).toMatchObject({ lat: 34, lon: 71, ids: ['a'], killed: null });
  });
  it('puts large areas below small ones', () => {
    const sites = gather(answer(['a', 34, 71, 5, 'admin2', 1], ['b', 33, 71, 200, 'admin1', 1]));
    expect(sites.zones.map((one) => one.ids[0])).toEqual(['b', 'a']);
  });
});

describe('shapes', () => {
  it('draws a ring of the stated radius', () => {
    const ring = circle(34, 71, 50);
    expect(ring[0]).toEqual(ring.at(-1));
    for (const [lon, lat] of ring) {
      const km = Math.hypot((lat - 34) * 111.32, (lon - 71) * 111.32 * Math.cos((34 * Math.PI) / 180));
      expect(km).toBeCloseTo(50, 5);
    }
  });
  it('lets the area of a point grow with the killed', () => {
    expect(point_radius(4) - point_radius(0)).toBeCloseTo(2 * (point_radius(1) - point_radius(0)), 5);
    expect(point_radius(100_000)).toBe(30);
  });
  it('knows inside from outside, holes included', () => {
    const square = (a: number, b: number) => [[a, a], [b, a], [b, b], [a, b], [a, a]];
    const outline = { name: 'x', rings: [[square(0, 10), square(4, 6)]] };
    expect(inside(outline, 2, 2)).toBe(true);
    expect(inside(outline, 5, 5)).toBe(false);
    expect(inside(outline, 11, 5)).toBe(false);
  });
});

describe('boxes', () => {
  it('go to the address and back', () => {
    expect(read_box(write_box([60.12345, 23, 78, 38]))).toEqual([60.123, 23, 78, 38]);
    expect(write_box([-300, -95, 300, 95])).toBe('-180.000,-90.000,180.000,90.000');
    for (const bad of [null, '', '1,2,3', '1,2,3,x', 'a']) expect(read_box(bad)).toBeNull();
  });
  it('hold everything that is drawn', () => {
    expect(bounds(gather(answer()))).toBeNull();
    const box = bounds(gather(answer(point('a', 34, 71, 'exact', 2), point('b', 24, 67, 'exact', 2))))!;
    expect(box[0]).toBeLessThan(67);
    expect(box[3]).toBeGreaterThan(34);
  });
});
