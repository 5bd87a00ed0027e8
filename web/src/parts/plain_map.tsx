// The map as plain SVG: for machines without WebGL, and for print. Every incident on it is a link or a button.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { figure } from '../format';
import { number, t } from '../words';
import { type Basemap, type Name, names, polygons, zone_shapes } from './basemap';
import type { MapProps } from './drawing';
import { Zoom } from './zoom';
import { bounds, type Box, point_radius, type Site } from './sites';

interface Size { width: number; height: number }
const FOOT = 64;    // pixels at the foot where the notes lie over the map
const MARGIN = 30;  // pixels left free around what is fitted

/// Equirectangular, true to scale at the middle of the view.
function projection(box: Box, { width, height }: Size) {
  const lat0 = (box[1] + box[3]) / 2;
  const k = Math.max(0.2, Math.cos((lat0 * Math.PI) / 180));
  const tall = Math.max(4 * MARGIN, height - FOOT);
  const scale = Math.min((width - 2 * MARGIN) / ((box[2] - box[0]) * k), (tall - 2 * MARGIN) / (box[3] - box[1]));
  const x0 = (box[0] + box[2]) / 2;
  const to = (lon: number, lat: number): [number, number] => [width / 2 + (lon - x0) * k * scale, tall / 2 - (lat - lat0) * scale];
  const from = (x: number, y: number): [number, number] => [x0 + (x - width / 2) / (k * scale), lat0 - (y - tall / 2) / scale];
  return { to, from };
}
type To = ReturnType<typeof projection>['to'];

function path(lines: number[][][], to: To, close: boolean): string {
  let out = '';
  for (const line of lines) {
    line.forEach(([lon, lat], i) => {
      const [x, y] = to(lon, lat);
      out += `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`;
    });
    if (close) out += 'Z';
  }
  return out;
}

export default function PlainMap({ sites, basemap, chosen, pointed, choose, open_site, box, fit_key, on_view }: MapProps) {
  const fitted = useMemo<Box>(() => box ?? bounds(sites) ?? [60, 23, 78, 38], [fit_key, sites.drawn > 0]);
  const [moved, set_moved] = useState<{ of: Box; box: Box } | null>(null);
  const view = moved?.of === fitted ? moved.box : fitted;
  const [size, set_size] = useState<Size>({ width: 860, height: 560 });
  const { to } = useMemo(() => projection(view, size), [view, size]);
  const drag = useRef<{ x: number; y: number; view: Box } | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const look_at = (next: Box, settled = true) => {
    set_moved({ of: fitted, box: next });
    if (settled) tell(next);
  };
  const tell = (seen: Box) => {
    const { from } = projection(seen, size);
    const [west, north] = from(0, 0);
    const [east, south] = from(size.width, size.height);
    on_view([west, south, east, north]);
  };
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry.contentRect.width > 0 && set_size({ width: entry.contentRect.width, height: entry.contentRect.height }));
    watch.observe(svg.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => tell(view), [fitted, size]);
  const zoom = (factor: number) => {
    const [w, s, e, n] = view;
    const dx = ((e - w) / 2) * factor;
    const dy = ((n - s) / 2) * factor;
    if (dy < 0.05 || dy > 90) return;
    look_at([(w + e) / 2 - dx, (s + n) / 2 - dy, (w + e) / 2 + dx, (s + n) / 2 + dy]);
  };
  const pan = (x: number, y: number, base = view, settled = true) => {
    const p = projection(base, size);
    const [lon0, lat0] = p.from(0, 0);
    const [lon1, lat1] = p.from(x, y);
    look_at([base[0] - lon1 + lon0, base[1] - lat1 + lat0, base[2] - lon1 + lon0, base[3] - lat1 + lat0], settled);
  };
  const shapes = useMemo(() => zone_shapes(basemap, sites.zones), [basemap, sites.zones]);
  const drawn = useMemo(() => draw(basemap, to, view), [basemap, to]);
  const labels = useMemo(() => place_names(names(basemap), to, size, view), [basemap, to]);
  const marked = (site: Site) => (chosen !== null && site.ids.includes(chosen) ? ' chosen' : '') + (pointed !== null && site.ids.includes(pointed) ? ' pointed' : '');
  const act = (site: Site) => ({
    role: 'button' as const, tabIndex: 0, 'aria-label': label(site),
    onClick: () => (site.ids.length === 1 ? choose(site.ids[0]) : open_site(site)),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      if (site.ids.length === 1) choose(site.ids[0]);
      else open_site(site);
    },
  });

  return (
    <div class="plain-map">
      <svg ref={svg} viewBox={`0 0 ${size.width} ${size.height}`} role="group" aria-label={t('map.title')}
        onPointerDown={(event) => { if (!(event.target as Element).closest('[role=button]')) { drag.current = { x: event.clientX, y: event.clientY, view }; svg.current!.setPointerCapture(event.pointerId); } }}
        onPointerMove={(event) => { if (drag.current) pan(event.clientX - drag.current.x, event.clientY - drag.current.y, drag.current.view, false); }}
        onPointerUp={() => { if (drag.current) { drag.current = null; look_at(view); } }}>
        <path class="land" d={drawn.land} />
        <path class="district-lines" d={drawn.districts} />
        <path class="province-lines" d={drawn.provinces} />
        <path class="borders" d={drawn.borders} />
        <path class="control" d={drawn.control} />
        {labels.map((one) => <text class="names" x={one.x} y={one.y}>{one.name}</text>)}
        {sites.zones.map((site) => (
          <g class={`zone${marked(site)}${site.killed === null ? ' unstated' : ''}`} {...act(site)}>
            <path d={path(shapes.get(site.key)!.coordinates.flat(), to, true)} />
          </g>
        ))}
        {sites.points.map((site) => {
          const [x, y] = to(site.lon, site.lat);
          return (
            <g class={`point${marked(site)}${site.killed === null ? ' unstated' : ''}`} {...act(site)}>
              <circle cx={x} cy={y} r={point_radius(site.killed)} />
              {site.ids.length > 1 && <text class="n" x={x} y={y}>{number(site.ids.length)}</text>}
            </g>
          );
        })}
      </svg>
      <Zoom closer={() => zoom(0.6)} farther={() => zoom(1 / 0.6)} fit={() => look_at(bounds(sites) ?? fitted)} />
    </div>
  );

  function label(site: Site): string {
    const killed = site.killed === null ? t('not_stated') : figure({ low: site.killed, best: site.killed, high: site.killed });
    return t(site.precision === 'exact' ? 'map.point' : 'map.zone', { incidents: t('count.incidents', { n: site.ids.length }), killed });
  }

  function draw(base: Basemap, project: To, at: Box) {
    const near = (ring: number[][]) => {
      const margin = Math.max(at[2] - at[0], at[3] - at[1]);
      return ring.some(([lon, lat]) => lon > at[0] - margin && lon < at[2] + margin && lat > at[1] - margin && lat < at[3] + margin);
    };
    const lines = (one: { geometry: { type: string } }) => ((one.geometry as unknown as { coordinates: number[][][] }).coordinates).filter(near);
    return {
      land: path(base.countries.features.flatMap((one) => polygons(one.geometry).flat()).filter(near), project, true),
      borders: path(lines(base.borders), project, false), control: path(lines(base.control), project, false),
      provinces: path(lines(base.province_lines), project, false),
      districts: at[3] - at[1] < 12 ? path(lines(base.district_lines), project, false) : '',
    };
  }
}

/// Names that have room: countries while one looks at many, provinces and districts nearer by; none over another.
function place_names(all: Name[], to: To, size: Size, view: Box): { name: string; x: number; y: number }[] {
  const tall = view[3] - view[1];
  const level = tall > 16 ? 'country' : tall > 4 ? 'province' : 'district';
  const out: { name: string; x: number; y: number; half: number }[] = [];
  for (const one of all) {
    if (one.level !== level && !(level === 'province' && one.level === 'country')) continue;
    const [x, y] = to(...one.at);
    const half = one.name.length * 3.6;
    if (x < half || x > size.width - half || y < 12 || y > size.height - FOOT) continue;
    if (out.every((other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > 15)) out.push({ name: one.name, x, y, half });
  }
  return out;
}
