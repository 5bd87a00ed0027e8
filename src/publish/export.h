// The register in other programs' formats.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// The text of a document of the register by its id, as quotes are cut from it; "" if there is none.
using TextOf = std::function<std::string(const std::string& document)>;
/// Takes what is written, piece by piece.
using Sink = std::function<void(std::string_view)>;

/// A format of `export`. Its `write` is a pure function of what it is given; incidents are written in their order.
struct ExportFormat {
  std::string_view name;
  std::string_view media_type;
  std::string_view summary;  // one line for help and docs
  bool names_private_people; // false: victims and accused persons who hold no office are left out
  void (*write)(const std::vector<record::Incident>&, const TextOf&, const pack::Pack&, const Sink&);
};

/// All formats; help, docs and tests loop over this list.
std::span<const ExportFormat> export_formats();
const ExportFormat* export_format(std::string_view name);  // null if there is none

}  // namespace roznamcha::publish
