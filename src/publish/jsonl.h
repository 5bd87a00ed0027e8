// The lines of the output contract (docs/output.md). Complete: they hold names of private people.
#pragma once

#include <string>
#include <vector>

#include "publish/export.h"
#include "record/document.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// One line of `read --format jsonl`, without the line end. `mentions`: with all places and times named.
std::string read_line(const record::Document& document, const record::Reading& reading, bool mentions);

/// One line of `export --format jsonl`, without the line end. Each span names the document that it counts in.
std::string incident_line(const record::Incident& incident, const TextOf& text_of);

/// The account whose words a statement of the view is: the one that `sources` names for the field if it holds the statement, else the
/// first that does; null if none does (a person set it).
const record::ToldAccount* source_of(const record::Incident& incident, std::string_view field, text::Span span);

/// Whether a statement of an account, by its words, is the one that stands in the view. Fields are those of an account.
bool is_chosen(const record::Incident& incident, std::string_view field, const record::ToldAccount& told, text::Span span);

void write_jsonl(const std::vector<record::Incident>&, const TextOf&, const pack::Pack&, const Sink&);

}  // namespace roznamcha::publish
