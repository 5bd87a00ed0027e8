// What the map draws: incidents gathered by place. Only exact places are points; what is known by district or province only is a zone,
// and what is known by country only is no spot on a map.
import type { MapAnswer, PlacePrecision } from '../api';

export interface Site {
  key: string; lat: number; lon: number; radius_km: number; precision: PlacePrecision;
  ids: string[]; killed: number | null;  // the sum of what is stated; null: nothing is
  unstated: number;                      // incidents of the site that state no figure
  election: boolean;
}
export interface Sites { points: Site[]; zones: Site[]; drawn: number; cut: boolean }
export type Box = [west: number, south: number, east: number, north: number];

export function gather(answer: MapAnswer): Sites {
  const column = (name: string) => answer.columns.indexOf(name);
  const [id, lat, lon, radius, precision, killed, election] = ['id', 'lat', 'lon', 'radius_km', 'precision', 'killed', 'election'].map(column);
  const sites = new Map<string, Site>();
  for (const row of answer.points) {
    const kind = row[precision] as PlacePrecision;
    if (row[lat] === null || row[lon] === null || kind === 'unknown' || kind === 'country') continue;
    const key = `${kind === 'exact' ? 'point' : kind} ${row[lat]} ${row[lon]}`;
    let site = sites.get(key);
    if (!site) sites.set(key, (site = { key, lat: row[lat] as number, lon: row[lon] as number, radius_km: (row[radius] as number | null) ?? 0, precision: kind, ids: [], killed: null, unstated: 0, election: false }));
    site.ids.push(row[id] as string);
    site.election ||= row[election] === true;
    if (typeof row[killed] === 'number') site.killed = (site.killed ?? 0) + (row[killed] as number);
    else ++site.unstated;
  }
  const all = [...sites.values()];
  return {
    points: all.filter((site) => site.precision === 'exact'),
    zones: all.filter((site) => site.precision !== 'exact').sort((a, b) => b.radius_km - a.radius_km),
    drawn: all.reduce((sum, site) => sum + site.ids.length, 0), cut: answer.cut,
  };
}

/// Radius of a point in pixels: its area grows with the killed, so that 40 does not hide 4.
export const point_radius = (killed: number | null): number => (killed === null ? 6 : Math.min(30, 5 + 2.6 * Math.sqrt(killed)));

const KM_A_DEGREE = 111.32;

/// A circle of `radius_km` on the ground as a closed ring of [lon, lat].
export function circle(lat: number, lon: number, radius_km: number, corners = 48): [number, number][] {
  const dy = radius_km / KM_A_DEGREE;
  const dx = dy / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const ring: [number, number][] = [];
  for (let i = 0; i < corners; ++i) ring.push([lon + dx * Math.cos((2 * Math.PI * i) / corners), lat + dy * Math.sin((2 * Math.PI * i) / corners)]);
  ring.push(ring[0]);
  return ring;
}

/// The box around all that is drawn; null if nothing is.
export function bounds(sites: Sites): Box | null {
  let box: Box | null = null;
  const add = (lon: number, lat: number, margin: number) => {
    box = box ? [Math.min(box[0], lon - margin), Math.min(box[1], lat - margin), Math.max(box[2], lon + margin), Math.max(box[3], lat + margin)]
      : [lon - margin, lat - margin, lon + margin, lat + margin];
  };
  for (const site of [...sites.points, ...sites.zones]) add(site.lon, site.lat, Math.max(0.3, site.precision === 'exact' ? 0 : site.radius_km / KM_A_DEGREE));
  return box;
}

export function read_box(text: string | null): Box | null {
  const parts = (text ?? '').split(',').map(Number);
  return parts.length === 4 && parts.every(Number.isFinite) && text !== '' ? (parts as Box) : null;
}
export const write_box = (box: Box): string => [Math.max(-180, box[0]), Math.max(-90, box[1]), Math.min(180, box[2]), Math.min(90, box[3])].map((n) => n.toFixed(3)).join(',');

type Ring = number[][];
export interface Outline { name: string; rings: Ring[][] }

/// Whether a point lies in an outline (even-odd rule, holes included).
export function inside(outline: Outline, lon: number, lat: number): boolean {
  let odd = false;
  for (const polygon of outline.rings) {
    for (const ring of polygon) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [xi, yi] = ring[i];
        const [xj, yj] = ring[j];
        if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) odd = !odd;
      }
    }
  }
  return odd;
}
