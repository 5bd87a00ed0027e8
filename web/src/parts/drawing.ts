import type { Basemap } from './basemap';
import type { Box, Site, Sites } from './sites';

/// What a drawing of the map is given, by WebGL or plain.
export interface MapProps {
  sites: Sites; basemap: Basemap; chosen: string | null; pointed: string | null;
  box: Box | null;      // the view that the address asks for
  fit_key: string;      // the view is fitted anew when this changes
  choose: (id: string) => void; open_site: (site: Site) => void; on_view: (box: Box) => void;
}
