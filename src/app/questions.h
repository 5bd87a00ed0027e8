// What a person should decide: incidents that may be one, and fields on which statements disagree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/query.h"

namespace roznamcha::app {

/// Something to decide, with what it needs to be found and put in order.
struct Question {
  enum class Kind : uint8_t { kDuplicate, kDispute };
  std::string id;
  Kind kind = Kind::kDuplicate;
  double worth = 0;           // people killed at stake, by how much it is in doubt
  std::string first, second;  // incidents; `second` of a duplicate
  std::string field;          // of a dispute
};

/// The same with what is shown of it.
struct ReviewItem : Question {
  Summary first_incident;
  std::optional<Summary> second_incident;             // of a duplicate
  std::optional<record::PossibleDuplicate> pair;      // of a duplicate
  std::optional<record::Conflict> conflict;           // of a dispute
  std::vector<std::string_view> agreeing, differing;  // fields of a duplicate's two incidents
  bool later = false;                                 // was put off
};
std::string_view name(Question::Kind kind);

/// All questions, in no order. Of `query` only as_of, convention and place count; a place is that of one of
/// the incidents.
base::Result<std::vector<Question>> questions(Register& source, const Query& query,
                                              std::optional<Question::Kind> kind, const pack::Pack& pack);
/// Those with what is shown of them; what is no longer asked, because the register went on meanwhile, is left
/// out.
base::Result<std::vector<ReviewItem>> review_items(Register& source, const std::vector<Question>& questions,
                                                   const Query& query, const pack::Pack& pack);

}  // namespace roznamcha::app
