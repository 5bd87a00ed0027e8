// A briefing in words: what is new, what changed, what is disputed, who claims and who denies. For readers
// outside the desk too: private persons are not named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "publish/terminal.h"
#include "record/brief.h"

namespace roznamcha::publish {

/// A value of a line under a name that programs know: "date", "killed", "rule"…; `from` is what it was
/// before, "" if it was nothing else.
struct BriefPart {
  std::string_view field;
  std::string value, from;
};
struct BriefLine {
  std::string text;
  std::string incident;  // id, "" for what no incident states
  std::vector<record::Report> reports;
  std::vector<BriefPart> parts;  // what the text says, for those who put it into other words
};
struct BriefSection {
  std::string_view kind;  // new, changed, disputed, claimed, denied, tallies, measures, warnings
  std::string_view title;
  std::vector<BriefLine> lines;
};
/// All sections in their order, empty ones too.
std::vector<BriefSection> sections(const record::Brief& brief);

std::string to_text(const record::Brief& brief, const Look& look);
std::string to_markdown(const record::Brief& brief);
/// One page of HTML that needs nothing else and prints on A4.
std::string to_html(const record::Brief& brief);
/// What stands between its <style> and </style>, for the digest in a Content-Security-Policy.
std::string_view brief_style();
/// Schema "Brief" of the API, on one line.
std::string to_json(const record::Brief& brief);

}  // namespace roznamcha::publish
