// The map below the incidents: one file of this server (basemap/build.mjs), no tiles, no glyphs, no other host.
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon } from 'geojson';
import { country, language, t } from '../words';
import { circle, inside, type Outline, type Site } from './sites';

type Named = { name: string; code?: string; urdu?: string; admin1?: string };
export interface Basemap {
  countries: FeatureCollection<Geometry, Named>;
  borders: Feature; control: Feature; province_lines: Feature; district_lines: Feature;
  provinces: FeatureCollection<Geometry, Named>; districts: FeatureCollection<Geometry, Named>;
}

let loaded: Promise<Basemap> | null = null;

export function load_basemap(): Promise<Basemap> {
  return (loaded ??= fetch('/basemap.json').then(async (response) => {
    if (!response.ok) throw new Error(`basemap.json: ${response.status}`);
    const topology = (await response.json()) as Topology;
    const collection = (name: string) => feature(topology, topology.objects[name] as GeometryCollection<Named>) as FeatureCollection<Geometry, Named>;
    const line = (name: string) => feature(topology, topology.objects[name]) as unknown as Feature;
    return {
      countries: collection('countries'), provinces: collection('provinces'), districts: collection('districts'),
      borders: line('borders'), control: line('control'), province_lines: line('province_lines'), district_lines: line('district_lines'),
    };
  }).catch((error) => {
    loaded = null;
    throw error;
  }));
}

export function polygons(geometry: Geometry): number[][][][] {
  if (geometry.type === 'Polygon') return [(geometry as Polygon).coordinates];
  return geometry.type === 'MultiPolygon' ? (geometry as MultiPolygon).coordinates : [];
}

const outlines = (collection: FeatureCollection<Geometry, Named>): Outline[] => collection.features.map((one) => ({ name: one.properties.name, rings: polygons(one.geometry) }));

/// The area of a zone: the outline of the district or province around its point where there is one, else a ring of its radius. Outlines
/// are of 2018; one that is much larger than the unit of today (which was carved out of it since) gives way to the ring.
export function zone_shapes(basemap: Basemap, zones: Site[]): Map<string, MultiPolygon> {
  const levels = { admin2: outlines(basemap.districts), admin1: outlines(basemap.provinces) };
  const shapes = new Map<string, MultiPolygon>();
  for (const zone of zones) {
    const level = zone.precision === 'admin2' || zone.precision === 'admin1' ? levels[zone.precision] : [];
    const found = level.find((outline) => inside(outline, zone.lon, zone.lat));
    const ring = circle(zone.lat, zone.lon, Math.max(zone.radius_km, 2));
    const fits = found && extent(found.rings) < 2.6 * extent([[ring]]);
    shapes.set(zone.key, { type: 'MultiPolygon', coordinates: fits ? found.rings : [[ring]] });
  }
  return shapes;
}

function extent(rings: number[][][][]): number {
  const points = rings.flat(2);
  const spread = (axis: 0 | 1) => Math.max(...points.map((one) => one[axis])) - Math.min(...points.map((one) => one[axis]));
  return Math.max(spread(0), spread(1));
}

export interface Name { level: 'country' | 'province' | 'district'; name: string; at: [number, number] }

/// Names in the page's language and where they stand, of the largest first.
export function names(basemap: Basemap): Name[] {
  const urdu = language() === 'ur';
  const found: (Name & { area: number })[] = [];
  const add = (level: Name['level'], one: Feature, name: string) => {
    const { at, area } = middle(one);
    if (area > 0) found.push({ level, name, at, area });  // an island may have been simplified away
  };
  for (const one of basemap.countries.features) if (/^\d/.test(one.properties.code ?? '')) add('country', one, country(one.properties.code));
  for (const one of basemap.provinces.features) add('province', one, t(`province.${one.properties.name}`));
  for (const one of basemap.districts.features) add('district', one, (urdu && one.properties.urdu) || one.properties.name);
  return found.sort((a, b) => b.area - a.area).map(({ level, name, at }) => ({ level, name, at }));
}

/// Centroid and area of the largest polygon.
function middle(one: Feature): { at: [number, number]; area: number } {
  let best = { at: [0, 0] as [number, number], area: 0 };
  for (const [ring] of polygons(one.geometry)) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const cross = ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
      area += cross;
      x += (ring[j][0] + ring[i][0]) * cross;
      y += (ring[j][1] + ring[i][1]) * cross;
    }
    if (Math.abs(area) > best.area) best = { at: [x / (3 * area), y / (3 * area)], area: Math.abs(area) };
  }
  return best;
}
