#include "ledger/anchor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.h"
#include "text/fold.h"

namespace roznamcha::ledger {
namespace {

using Json = nlohmann::ordered_json;
using record::Account;
using text::Span;

std::multiset<std::string> words_of(std::string_view text) {
  std::multiset<std::string> out;
  std::string word;
  for (char c : text::fold(text) + " ") {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z')) {
      word += c;
    } else if (!word.empty()) {
      out.insert(std::move(word));
      word.clear();
    }
  }
  return out;
}

size_t shared_bytes(const std::vector<Span>& a, const std::vector<Span>& b) {
  size_t shared = 0;
  for (Span x : a) {
    for (Span y : b) {
      if (x.overlaps(y)) shared += std::min(x.end, y.end) - std::max(x.begin, y.begin);
    }
  }
  return shared;
}

size_t shared_words(const std::multiset<std::string>& a, const std::multiset<std::string>& b) {
  std::vector<std::string> shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.size();
}

}  // namespace

std::string evidence_words(std::string_view text, const Account& account) {
  std::string out;
  for (Span span : account.evidence) {
    assert(span.begin <= span.end && span.end <= text.size());
    out += span.of(text);
    out += '\n';
  }
  return out;
}

std::vector<std::string> account_keys(std::string_view address, std::string_view sha256,
                                      std::string_view text, const std::vector<Account>& accounts) {
  std::vector<std::string> keys;
  for (const Account& account : accounts) {
    const std::string words = evidence_words(text, account);
    // Two accounts of one text may lean on the same words; the second is told from the first by its number.
    std::string key;
    for (int repeat = 0; key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end(); ++repeat) {
      key = base::sha256(fmt::format("{}\n{}\n{}\n{}", address, sha256, repeat, words));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

std::optional<size_t> find_again(const Anchor& anchor, std::string_view sha256,
                                 const std::vector<Account>& accounts, std::string_view text) {
  const bool same_text = anchor.sha256 == sha256;
  const std::multiset<std::string> words = same_text ? std::multiset<std::string>() : words_of(anchor.words);
  std::optional<size_t> found;
  size_t most = same_text ? 0 : words.size() / 2;
  for (size_t i = 0; i < accounts.size(); ++i) {
    const size_t shared = same_text ? shared_bytes(anchor.evidence, accounts[i].evidence)
                                    : shared_words(words, words_of(evidence_words(text, accounts[i])));
    if (shared > most) {
      most = shared;
      found = i;
    }
  }
  return found;
}

Json to_json(const std::vector<Anchor>& anchors) {
  Json out = Json::array();
  for (const Anchor& anchor : anchors) {
    Json evidence = Json::array();
    for (Span span : anchor.evidence) evidence.push_back(Json::array({span.begin, span.end}));
    out.push_back({{"account", anchor.key},
                   {"address", anchor.address},
                   {"text_sha256", anchor.sha256},
                   {"evidence", std::move(evidence)},
                   {"words", anchor.words}});
  }
  return out;
}

base::Result<std::vector<Anchor>> anchors_from_json(const Json& value) {
  const base::Error bad{base::ErrorId::kBadJson, "no list of anchors", "", ""};
  if (!value.is_array()) return bad;
  std::vector<Anchor> out;
  for (const Json& item : value) {
    if (!item.is_object()) return bad;
    Anchor anchor;
    for (auto [key, into] : {std::pair{"account", &anchor.key},
                             {"address", &anchor.address},
                             {"text_sha256", &anchor.sha256},
                             {"words", &anchor.words}}) {
      const auto found = item.find(key);
      if (found == item.end() || !found->is_string()) return bad;
      *into = found->get<std::string>();
    }
    const auto evidence = item.find("evidence");
    if (evidence == item.end() || !evidence->is_array()) return bad;
    for (const Json& span : *evidence) {
      if (!span.is_array() || span.size() != 2 || !span[0].is_number_unsigned() ||
          !span[1].is_number_unsigned())
        return bad;
      const auto begin = span[0].get<uint64_t>(), end = span[1].get<uint64_t>();
      if (begin > end || end > UINT32_MAX) return bad;
      anchor.evidence.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    }
    out.push_back(std::move(anchor));
  }
  return out;
}

}  // namespace roznamcha::ledger
