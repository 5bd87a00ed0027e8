// ACLED's published layout: 31 columns, for programs that read it. Only the layout is ACLED's, no row is.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "publish/export.h"

namespace roznamcha::publish {

/// The header, verbatim and in order.
inline constexpr std::array<std::string_view, 31> kAcledColumns = {
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale",
    "notes", "fatalities", "tags", "timestamp"};

/// A header and a record an incident. Retracted incidents are left out, since the layout has no status. An organisation stands
/// in actor1 only if it claimed the deed or a report states it as its own knowledge; what others suspect, allege or deny stands in
/// `notes`, as what it is. `fatalities` is empty where no report gives a figure, and counts attackers too, as ACLED does.
void write_acled(const std::vector<record::Incident>&, const TextOf&, const pack::Pack&, const Sink&);

}  // namespace roznamcha::publish
