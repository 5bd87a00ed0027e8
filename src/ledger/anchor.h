// By what a decision finds its accounts again after a document was read anew.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "record/account.h"

namespace roznamcha::ledger {

/// An account as a decision remembers it: its document and the words that told of it.
struct Anchor {
  std::string key;      // of the account, see account_keys()
  std::string address;  // of the document
  std::string sha256;   // of the text in which the spans count
  std::vector<text::Span> evidence;
  std::string words;  // the evidence itself, for another version of the text
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// Keys of a reading's accounts, 64 hex digits each, different from each other: digests of the document's
/// address and text and of the account's evidence words.
std::vector<std::string> account_keys(std::string_view address, std::string_view sha256,
                                      std::string_view text, const std::vector<record::Account>& accounts);

/// The evidence words of an account, clause by clause, each on a line.
std::string evidence_words(std::string_view text, const record::Account& account);

/// Which of the accounts of the same document is the one that was meant: the one whose evidence shares most
/// bytes with the anchor's, in the same text; in another text the one that shares most words, half of the
/// anchor's at least. Nothing if none does. `text` is asked for only where words must be compared.
std::optional<size_t> find_again(const Anchor& anchor, std::string_view sha256,
                                 const std::vector<record::Account>& accounts, std::string_view text);

nlohmann::ordered_json to_json(const std::vector<Anchor>& anchors);
/// Errors: kBadJson.
base::Result<std::vector<Anchor>> anchors_from_json(const nlohmann::ordered_json& value);

}  // namespace roznamcha::ledger
