// GeoJSON by RFC 7946.
#pragma once

#include <vector>

#include "publish/export.h"

namespace roznamcha::publish {

/// A FeatureCollection with a Feature an incident. The geometry is the point of the place or of the middle of its district or
/// province, with place_precision and radius_km beside it; null where no more than the country is known.
void write_geojson(const std::vector<record::Incident>&, const TextOf&, const pack::Pack&, const Sink&);

}  // namespace roznamcha::publish
