// Prints what documents show for and against their telling of an incident, for fit.py.
//
// In: JSON Lines on stdin, each with "id" and "text", perhaps "published". Out: JSON Lines {"id", "signs":
// {name: value}, "accounts": [{name: value}], "relevance": by the rules, "words": {lower-case word: times}}.
#include <cstdio>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "extract/reader.h"
#include "extract/relevance.h"

int main() {
  using namespace roznamcha;
  const auto pack = pack::Pack::load_embedded();
  if (!pack) {
    std::fprintf(stderr, "signs: %s\n", base::to_string(pack.error()).c_str());
    return 1;
  }
  const extract::Reader reader(*pack);
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto in = nlohmann::json::parse(line, nullptr, false);
    if (in.is_discarded() || !in.contains("text")) {
      std::fprintf(stderr, "signs: a line that is no document\n");
      return 1;
    }
    record::Document document;
    document.id = in["id"].get<std::string>();
    document.text = in["text"].get<std::string>();
    document.published = text::parse_date(in.value("published", ""));
    document.country = in.value("country", "");
    const record::Reading reading = reader.read(document);
    const extract::Analysis a = extract::analyse(document.text, **pack);
    nlohmann::json out;
    out["id"] = document.id;
    const auto as_object = [](const std::vector<extract::Sign>& signs) {
      nlohmann::json object = nlohmann::json::object();
      for (const auto& sign : signs) object[sign.name] = sign.value;
      return object;
    };
    const extract::Signs signs = extract::relevance_signs(a, extract::find_tellings(a), reading);
    out["signs"] = as_object(signs.document);
    out["accounts"] = nlohmann::json::array();
    for (const auto& account : signs.accounts) out["accounts"].push_back(as_object(account));
    out["relevance"] = extract::relevance(a, extract::find_tellings(a), reading);
    std::map<std::string, int> words;
    for (const text::Token& token : a.seg.tokens) {
      if (token.kind == text::TokenKind::kWord) ++words[token.lower];
    }
    out["words"] = words;
    std::puts(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
}
