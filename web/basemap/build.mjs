// Makes public/basemap.json: one TopoJSON with all that the map draws below the incidents.
//   countries       polygons of Natural Earth 1:50m, by their UN M49 code and English name
//   borders         lines between them; control: the stretch through Kashmir, which is no agreed border
//   provinces, districts             areas of Pakistan, named as the register names them
//   province_lines, district_lines   lines between them, without Pakistan's outer line, which Natural Earth has better
// The district outlines come from a drawing; the affine map to degrees was fitted to district centroids (median error 4 km):
// good to show, not to decide where a place lies.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import clipping from 'polygon-clipping';
import { feature, mesh, quantize } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, quantile, simplify } from 'topojson-simplify';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));
const rows = (path) =>
  readFileSync(path, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).slice(1).map((line) => line.split('\t'));

// ---- Pakistan's districts: outlines of 2018 under the names that the register gives.
const PROVINCE = { 'PK.02': 'Balochistan', 'PK.03': 'Khyber Pakhtunkhwa', 'PK.04': 'Punjab', 'PK.05': 'Sindh', 'PK.06': 'Azad Kashmir', 'PK.07': 'Gilgit-Baltistan', 'PK.08': 'Islamabad' };
const known = new Map();
for (const [district, admin1, , other, , urdu] of rows(`${here}../../packs/places/pk_districts.tsv`)) {
  const entry = { name: district, admin1: PROVINCE[admin1], urdu };
  for (const name of [district, ...other.split(';')]) if (name && !known.has(name.toLowerCase())) known.set(name.toLowerCase(), entry);
}
// Outlines whose name no table has: the district of today, or the district that a subdivision went to.
const renamed = {
  'D I Khan Subdivision': 'Dera Ismail Khan', 'Tank Subdivision': 'Tank', 'Peshawar Subdivision': 'Peshawar', 'Lakki Subdivision': 'Lakki Marwat',
  'Kohat Subdivision': 'Kohat', 'Bannu Subdivision': 'Bannu', Bolan: 'Kachhi', Hattian: 'Jhelum Valley',
  'Upper Dir': 'Dir Upper', 'Lower Dir': 'Dir Lower',
};
// Outlines of which several districts were made: they carry their own name.
const divided = {
  Karachi: ['Sindh', 'کراچی'], Chitral: ['Khyber Pakhtunkhwa', 'چترال'], Kohistan: ['Khyber Pakhtunkhwa', 'کوہستان'],
  'South Waziristan': ['Khyber Pakhtunkhwa', 'جنوبی وزیرستان'], 'Hunza Nagar': ['Gilgit-Baltistan', 'ہنزہ نگر'],
};
const letters = (name) => name.toLowerCase().replace(/[^a-z]/g, '');
const loosely = new Map([...known].map(([name, entry]) => [letters(name), entry]));
const misspelt = {
  Sheerani: 'Sherani', Naseerabad: 'Nasirabad', Jafarabad: 'Jaffarabad', Haranai: 'Harnai', Chaghai: 'Chagai', 'Qambar Shahdatkot': 'Kambar Shahdadkot',
  'Naushahro Firoze': 'Naushahro Feroze', Shaikhupura: 'Sheikhupura', 'Nankana Sahab': 'Nankana Sahib', Ghanhce: 'Ghanche', Sudhnati: 'Sudhnoti',
};
function district_of(outline) {
  if (divided[outline]) return { name: outline, admin1: divided[outline][0], urdu: divided[outline][1] };
  const name = renamed[outline] ?? misspelt[outline] ?? outline;
  const entry = known.get(name.toLowerCase()) ?? loosely.get(letters(name));
  if (!entry) throw new Error(`no district of packs/places/pk_districts.tsv is named ${outline}`);
  return entry;
}

const degrees = ([x, y]) => [60.718992 + 0.0099359525 * x - 0.000077349281 * y, 37.41267 - 0.000044813816 * x - 0.0087073803 * y];

/// Rings of a path with the commands m, l, L, M, z, in units of the drawing.
function rings(path) {
  const out = [];
  let at = [0, 0];
  for (const [, command, numbers] of path.matchAll(/([mlMLz])([^mlMLz]*)/g)) {
    if (command === 'z') {
      at = out.at(-1)[0];
      continue;
    }
    const values = (numbers.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    for (let i = 0; i + 1 < values.length; i += 2) {
      const relative = command === 'm' || command === 'l';
      at = relative ? [at[0] + values[i], at[1] + values[i + 1]] : [values[i], values[i + 1]];
      if ((command === 'm' || command === 'M') && i === 0) out.push([at]);
      else out.at(-1).push(at);
    }
  }
  return out.filter((ring) => ring.length > 2).map((ring) => [...ring, ring[0]]);
}

// The package is an ES module without saying so, which Node 18 refuses to load: it is read as the JSON that it is.
const drawing = JSON.parse(readFileSync(`${here}../node_modules/@svg-maps/pakistan.districts/index.js`, 'utf8').replace(/^export default /, '').replace(/;\s*$/, ''));
// The outlines were drawn one by one: a border that two of them share differs by some units, and one may have a corner where the other runs
// straight. Corners that lie close together become one, and a line gets a corner wherever a neighbour has one on it; only then can
// the districts of a province be dissolved.
const CLOSE = 2.5;  // units of the drawing: some 2.5 km
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const corners = [];
function corner(point) {
  const near = corners.find((one) => apart(one, point) < CLOSE);
  if (near) return near;
  corners.push(point);
  return point;
}
/// Where on the line from a to b a corner lies (0..1); null if it is not close to it.
function on_line(a, b, point) {
  const length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2;
  const along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length2;
  if (!(along > 0 && along < 1)) return null;
  return apart(point, [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])]) < CLOSE ? along : null;
}
function with_corners(ring) {
  const out = [];
  for (let i = 0; i + 1 < ring.length; ++i) {
    const [a, b] = [ring[i], ring[i + 1]];
    if (a === b) continue;
    out.push(a);
    const inner = corners.filter((one) => one !== a && one !== b).map((one) => [on_line(a, b, one), one]).filter(([along]) => along !== null);
    out.push(...inner.sort((one, other) => one[0] - other[0]).map(([, one]) => one));
  }
  const simple = out.filter((one, i) => one !== out[(i + 1) % out.length]);
  return [...simple, simple[0]];
}
const met = drawing.locations.map(({ name, path }) => ({ name, rings: rings(path).map((ring) => ring.map(corner)) }));
const outlines = met.map((one) => ({ ...district_of(one.name), shape: one.rings.map(with_corners).filter((ring) => ring.length > 3).map((ring) => [ring.map(degrees)]) }));
const groups = (key) => outlines.reduce((all, one) => all.set(key(one), [...(all.get(key(one)) ?? []), one]), new Map());
const union = (parts) => clean({ type: 'MultiPolygon', coordinates: clipping.union(...parts.map((one) => one.shape)) });
const collection = (features) => ({ type: 'FeatureCollection', features });
/// Without the slivers that are left between outlines.
function area(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return Math.abs(sum / 2);
}
const clean = (geometry) => ({ ...geometry, coordinates: geometry.coordinates.map(([outer, ...holes]) => [outer, ...holes.filter((hole) => area(hole) > 0.08)]).filter(([outer]) => area(outer) > 0.004) });
const districts = [...groups((one) => one.name)].map(([name, parts]) => ({ type: 'Feature', properties: { name, admin1: parts[0].admin1, urdu: parts[0].urdu }, geometry: union(parts) }));
const provinces = [...groups((one) => one.admin1)].map(([name, parts]) => ({ type: 'Feature', properties: { name }, geometry: union(parts) }));
const shared = topology({ districts: collection(districts) });
const between = (same) => mesh(shared, shared.objects.districts, (a, b) => a !== b && (a.properties.admin1 === b.properties.admin1) === same);
const province_lines = between(false);
const district_lines = between(true);

// ---- The world. A line through Kashmir is drawn apart: between India or the Siachen glacier and Pakistan or China, north of the
// agreed border, and the glacier's other sides.
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'));
const code = (one) => one.id ?? one.properties.name;
const kashmir = new Set(['356', '586', '156', 'Siachen Glacier']);
const in_kashmir = ([lon, lat]) => lat > 32.75 && lat < 37.2 && lon > 73.6 && lon < 80.4;
const borders = [];
const control = [];
const meshed = (filter) => mesh(atlas, atlas.objects.countries, filter).coordinates;
const of_kashmir = (a, b) => kashmir.has(code(a)) && kashmir.has(code(b)) && !(code(a) === '586' && code(b) === '156') && !(code(a) === '156' && code(b) === '586');
borders.push(...meshed((a, b) => a !== b && !of_kashmir(a, b)));
for (const line of meshed((a, b) => a !== b && of_kashmir(a, b))) {
  // Cut where the line enters or leaves the region; the point of the cut belongs to both.
  let part = [line[0]];
  for (let i = 1; i < line.length; ++i) {
    part.push(line[i]);
    if (i + 1 === line.length || in_kashmir(line[i]) !== in_kashmir(line[i - 1])) {
      (in_kashmir(line[i - 1]) ? control : borders).push(part);
      part = [line[i]];
    }
  }
}
const countries = atlas.objects.countries.geometries.map((one) => ({ ...feature(atlas, one), properties: { code: code(one), name: one.properties.name } }));

const lines = (coordinates) => ({ type: 'MultiLineString', coordinates });
const whole = topology({ countries: collection(countries), borders: lines(borders), control: lines(control),
  provinces: collection(provinces), districts: collection(districts), province_lines, district_lines });
const weighed = presimplify(whole);
const slim = simplify(weighed, quantile(weighed, 0.35));
// Quantised last, so that lines which meet still meet.
const packed = quantize(slim, 1e5);
mkdirSync(`${here}../public`, { recursive: true });
const text = JSON.stringify(packed);
writeFileSync(`${here}../public/basemap.json`, text);
console.log(`basemap.json: ${countries.length} countries, ${provinces.length} provinces, ${districts.length} districts, ${Math.round(text.length / 1000)} kB`);
