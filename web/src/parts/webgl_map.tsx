// The map by MapLibre: GeoJSON sources of this server only. Without a glyph server the words on it are drawn from the machine's own fonts.
import { type GeoJSONSource, Map as MapLibre, type MapGeoJSONFeature, type MapMouseEvent, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Feature, FeatureCollection } from 'geojson';
import { useEffect, useRef } from 'preact/hooks';
import { number, t } from '../words';
import { type Basemap, names, zone_shapes } from './basemap';
import { colours_of } from './colours';
import type { MapProps } from './drawing';
import { Zoom } from './zoom';
import { bounds, type Box, point_radius, type Site, type Sites } from './sites';

setWorkerUrl(worker);

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

function points_of(sites: Sites): FeatureCollection {
  return collection(sites.points.map((site) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [site.lon, site.lat] },
    properties: { key: site.key, n: site.ids.length, words: site.ids.length > 1 ? number(site.ids.length) : '', stated: site.killed !== null, radius: point_radius(site.killed), killed: site.killed ?? 0 },
  })));
}

function zones_of(basemap: Basemap, sites: Sites): FeatureCollection {
  const shapes = zone_shapes(basemap, sites.zones);
  return collection(sites.zones.map((site) => ({
    type: 'Feature', geometry: shapes.get(site.key)!, properties: { key: site.key, stated: site.killed !== null, words: site.ids.length > 1 ? number(site.ids.length) : '' },
  })));
}

/// The shape of what is chosen or pointed at, drawn above all else, even where its point is gathered with others.
function marked_of(basemap: Basemap, sites: Sites, id: string | null): FeatureCollection {
  const site = id === null ? undefined : [...sites.points, ...sites.zones].find((one) => one.ids.includes(id));
  if (!site) return collection([]);
  if (site.precision !== 'exact') return collection([{ type: 'Feature', geometry: zone_shapes(basemap, [site]).get(site.key)!, properties: {} }]);
  return collection([{ type: 'Feature', geometry: { type: 'Point', coordinates: [site.lon, site.lat] }, properties: { radius: point_radius(site.killed) } }]);
}

const names_of = (basemap: Basemap): FeatureCollection =>
  collection(names(basemap).map(({ at, ...properties }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties })));

function style(basemap: Basemap, sites: Sites, marked: string | null): StyleSpecification {
  const names_of_colours = ['--map-sea', '--map-land', '--map-line', '--map-faint', '--map-ink', '--map-killed', '--map-killed-line', '--map-zone', '--map-gathered', '--chosen'];
  const [sea, land, line, faint, ink, killed, killed_line, zone, gathered, chosen] = names_of_colours.map(colours_of(names_of_colours));
  const halo = land;
  const font = ['sans-serif'];
  const shape = (data: unknown) => ({ type: 'geojson' as const, data: data as FeatureCollection });
  const labels = (level: string, size: number, minzoom: number, maxzoom: number) => ({
    id: `names-${level}`, type: 'symbol' as const, source: 'names', minzoom, maxzoom, filter: ['==', ['get', 'level'], level] as never,
    layout: { 'text-field': ['get', 'name'] as never, 'text-font': font, 'text-size': size, 'text-max-width': 8 },
    paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.4, 'text-opacity': level === 'district' ? 0.75 : 0.9 },
  });
  const count = (id: string, source: string, filter: unknown, field: unknown, colours: [string, string]) => ({
    id, type: 'symbol' as const, source, filter: filter as never,
    layout: { 'text-field': field as never, 'text-font': font, 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': colours[0], 'text-halo-color': colours[1], 'text-halo-width': 1.2 },
  });
  const single: unknown = ['!', ['has', 'point_count']];
  return {
    version: 8,
    sources: {
      countries: shape(basemap.countries), borders: shape(basemap.borders), control: shape(basemap.control), province_lines: shape(basemap.province_lines),
      district_lines: shape(basemap.district_lines), names: shape(names_of(basemap)), zones: shape(zones_of(basemap, sites)), marked: shape(marked_of(basemap, sites, marked)),
      points: { ...shape(points_of(sites)), cluster: true, clusterRadius: 30, clusterMaxZoom: 9, clusterProperties: { n: ['+', ['get', 'n']], killed: ['+', ['get', 'killed']] } as never },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'countries', paint: { 'fill-color': land, 'fill-antialias': false } },
      { id: 'district-lines', type: 'line', source: 'district_lines', minzoom: 5, paint: { 'line-color': faint, 'line-width': 0.8 } },
      { id: 'province-lines', type: 'line', source: 'province_lines', minzoom: 3.5, paint: { 'line-color': line, 'line-width': 1 } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': line, 'line-width': 1.4 } },
      { id: 'control', type: 'line', source: 'control', paint: { 'line-color': line, 'line-width': 1.4, 'line-dasharray': [3, 3] } },
      { id: 'zones', type: 'fill', source: 'zones', paint: { 'fill-color': zone, 'fill-opacity': ['case', ['get', 'stated'], 0.22, 0.08] as never } },
      { id: 'zone-lines', type: 'line', source: 'zones', paint: { 'line-color': zone, 'line-width': 1.4, 'line-dasharray': [2, 1.5] } },
      labels('country', 12, 2, 6), labels('province', 12, 4.5, 7), labels('district', 11, 6, 24),
      count('zone-counts', 'zones', ['!=', ['get', 'words'], ''], ['get', 'words'], [ink, halo]),
      { id: 'clusters', type: 'circle', source: 'points', filter: ['has', 'point_count'], paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 10, 10, 26] as never, 'circle-color': gathered, 'circle-opacity': 0.9, 'circle-stroke-width': 2, 'circle-stroke-color': halo } },
      count('cluster-counts', 'points', ['has', 'point_count'], ['to-string', ['get', 'n']], [halo, gathered]),
      { id: 'points', type: 'circle', source: 'points', filter: single as never, paint: {
        'circle-radius': ['get', 'radius'] as never, 'circle-color': killed, 'circle-opacity': ['case', ['get', 'stated'], 0.75, 0] as never, 'circle-stroke-width': 2, 'circle-stroke-color': killed_line } },
      count('point-counts', 'points', ['all', single, ['!=', ['get', 'words'], '']], ['get', 'words'], [halo, killed_line]),
      { id: 'marked-area', type: 'line', source: 'marked', filter: ['!=', ['geometry-type'], 'Point'] as never, paint: { 'line-color': chosen, 'line-width': 3.5 } },
      { id: 'marked-point', type: 'circle', source: 'marked', filter: ['==', ['geometry-type'], 'Point'] as never, paint: {
        'circle-radius': ['+', ['get', 'radius'], 5] as never, 'circle-color': chosen, 'circle-opacity': 0, 'circle-stroke-width': 3.5, 'circle-stroke-color': chosen } },
    ],
  };
}

// Below, the notes lie over the map; at the end stand the buttons.
const PADDING = { top: 30, bottom: 80, left: 50, right: 50 };
const padded = (box: Box): [[number, number], [number, number]] => [[box[0], Math.max(-80, box[1])], [box[2], Math.min(80, box[3])]];

export default function WebglMap(props: MapProps) {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const now = useRef(props);
  now.current = props;
  const by_key = (key: unknown): Site | undefined => [...now.current.sites.points, ...now.current.sites.zones].find((site) => site.key === key);

  useEffect(() => {
    const { sites, basemap, box } = now.current;
    const made = new MapLibre({
      container: place.current!, style: style(basemap, sites, now.current.pointed ?? now.current.chosen), bounds: padded(box ?? bounds(sites) ?? [60, 23, 78, 38]),
      fitBoundsOptions: { padding: box ? 0 : PADDING, maxZoom: 8 }, maxZoom: 12, minZoom: 1, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      renderWorldCopies: false, fadeDuration: 0,
      locale: { 'Map.Title': t('map.title') },
    });
    map.current = made;
    made.keyboard.disableRotation();
    made.touchZoomRotate.disableRotation();
    made.on('moveend', () => {
      const seen = made.getBounds();
      now.current.on_view([seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]);
    });
    made.once('load', () => { place.current!.dataset.ready = ''; made.fire('moveend'); });
    const touch = ['points', 'clusters', 'zones'];
    made.on('click', async (event: MapMouseEvent) => {
      const hits = made.queryRenderedFeatures(event.point, { layers: touch }) as MapGeoJSONFeature[];
      // Points lie above areas, and a small area above a large one.
      const hit = hits.find((one) => one.layer.id !== 'zones') ?? hits.at(0);
      if (!hit) return;
      if (hit.layer.id === 'clusters') {
        const zoom = await (made.getSource('points') as GeoJSONSource).getClusterExpansionZoom(hit.properties.cluster_id);
        made.easeTo({ center: (hit.geometry as unknown as { coordinates: [number, number] }).coordinates, zoom });
        return;
      }
      const site = by_key(hit.properties.key);
      if (!site) return;
      if (site.ids.length === 1) now.current.choose(site.ids[0]);
      else now.current.open_site(site);
    });
    for (const layer of touch) {
      made.on('mouseenter', layer, () => { made.getCanvas().style.cursor = 'pointer'; });
      made.on('mouseleave', layer, () => { made.getCanvas().style.cursor = ''; });
    }
    const repaint = () => made.setStyle(style(now.current.basemap, now.current.sites, now.current.pointed ?? now.current.chosen));
    const dark = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('theme', repaint);
    dark.addEventListener('change', repaint);
    return () => {
      removeEventListener('theme', repaint);
      dark.removeEventListener('change', repaint);
      made.remove();
      map.current = null;
    };
  }, []);

  const drawn = useRef(props.sites);
  useEffect(() => {
    const made = map.current!;
    if (drawn.current === props.sites) return;
    drawn.current = props.sites;
    const renew = () => {
      (made.getSource('points') as GeoJSONSource).setData(points_of(props.sites));
      (made.getSource('zones') as GeoJSONSource).setData(zones_of(props.basemap, props.sites));
    };
    if (made.isStyleLoaded()) renew();
    else made.once('idle', renew);
  }, [props.sites]);

  const fitted = useRef(props.fit_key);
  useEffect(() => {
    if (fitted.current === props.fit_key) return;
    fitted.current = props.fit_key;
    if (!props.box) fit();
  }, [props.sites]);

  useEffect(() => {
    const made = map.current!;
    const mark = () => (made.getSource('marked') as GeoJSONSource | undefined)?.setData(marked_of(props.basemap, props.sites, props.pointed ?? props.chosen));
    if (made.isStyleLoaded()) mark();
    else made.once('idle', mark);
  }, [props.chosen, props.pointed, props.sites]);

  useEffect(() => {
    const site = [...props.sites.points, ...props.sites.zones].find((one) => one.ids.includes(props.chosen ?? ''));
    if (site && !map.current!.getBounds().contains([site.lon, site.lat])) map.current!.easeTo({ center: [site.lon, site.lat], duration: 300 });
  }, [props.chosen]);

  const fit = () => {
    const box = bounds(now.current.sites);
    if (box) map.current!.fitBounds(padded(box), { padding: PADDING, maxZoom: 8, duration: 300 });
  };
  return (
    <>
      <div class="webgl-map" ref={place} />
      <Zoom closer={() => map.current!.zoomIn()} farther={() => map.current!.zoomOut()} fit={fit} />
    </>
  );
}
