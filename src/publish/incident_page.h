// One incident with all that is stated of it.
#pragma once

#include <string>
#include <vector>

#include "publish/export.h"
#include "publish/terminal.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// What `show` prints: the reconciled fields, every statement with its speaker, document and words, the conflicts with the rule that
/// decided them, why the reports are held for one incident, which others it may be one with, and its history.
struct IncidentPage {
  const record::Incident& incident;
  std::string_view convention;
  std::vector<record::PossibleDuplicate> duplicates;  // those that name this incident
  std::vector<record::Review> reviews;                // those that touch it
};
std::string to_text(const IncidentPage& page, const TextOf& text_of, const Look& look);

}  // namespace roznamcha::publish
