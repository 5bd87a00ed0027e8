// Prints what a register's accounts look like in pairs, to fit and to judge the linking
// (train/linking/README.md).
//
//   train_pairs REGISTER GOLD_DOCS
//
// REGISTER: made by `roznamcha add`. GOLD_DOCS: JSON Lines {"id", "incidents": [id...], "split"}; only
// documents with one incident count. Of a document its main account is held against the incident: the first
// that is not background, else the first. One line a pair of main accounts, tab-separated, that is a
// candidate or of one incident: split, 1 if of one incident, 1 if a candidate, 1 if impossible, log odds,
// document, document, and the value of each sign.
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "app/packs.h"
#include "app/query.h"
#include "merge/keys.h"
#include "merge/link.h"

namespace {

using namespace roznamcha;

struct Gold {
  std::string split;
  std::string incident;
};

std::map<std::string, Gold> read_gold(const char* path) {
  std::map<std::string, Gold> gold;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto object = nlohmann::json::parse(line);
    const auto& incidents = object.at("incidents");
    if (incidents.size() == 1) {
      gold[object.at("id").get<std::string>()] = {object.value("split", ""), incidents[0].get<std::string>()};
    }
  }
  return gold;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: train_pairs REGISTER GOLD_DOCS\n", stderr);
    return 2;
  }
  const auto gold = read_gold(argv[2]);
  const auto pack = app::load_packs();
  auto source = app::Register::open(argv[1], app::Access::kRead);
  if (!pack || !source) {
    std::fprintf(stderr, "%s\n", (pack ? source.error() : pack.error()).what.c_str());
    return 1;
  }
  auto snapshot = source->ledger().snapshot();
  if (!snapshot) {
    std::fprintf(stderr, "%s\n", snapshot.error().what.c_str());
    return 1;
  }
  const auto told = app::told_accounts(*source, *snapshot);
  if (!told) {
    std::fprintf(stderr, "%s\n", told.error().what.c_str());
    return 1;
  }
  const std::vector<record::ToldAccount>& accounts = *told;
  std::map<std::string, uint32_t> main_of;
  for (uint32_t i = 0; i < accounts.size(); ++i) {
    const auto [at, fresh] = main_of.emplace(accounts[i].report.document, i);
    if (!fresh && accounts[at->second].account.background && !accounts[i].account.background) at->second = i;
  }
  const merge::Kinds kinds = merge::Kinds::of(**pack);
  const auto facts = merge::gather_facts(accounts, merge::CommonWords::of(**pack));
  const std::vector<uint32_t> heads = merge::heads_of(facts);
  const auto candidates = merge::candidate_pairs(facts, heads);
  std::fprintf(stderr, "%zu accounts, %zu candidate pairs\n", accounts.size(), candidates.size());

  std::map<std::string, std::vector<uint32_t>> by_incident;
  const auto gold_of = [&](uint32_t account) -> const Gold* {
    const std::string& document = accounts[account].report.document;
    const auto found = gold.find(document);
    return found != gold.end() && main_of.at(document) == account ? &found->second : nullptr;
  };
  for (uint32_t i = 0; i < accounts.size(); ++i) {
    if (const Gold* one = gold_of(i)) by_incident[one->incident].push_back(i);
  }
  std::set<std::pair<uint32_t, uint32_t>> pairs(candidates.begin(), candidates.end());
  // Copies are found by whatever finds the head of their voice.
  const auto found = [&, heads_found = pairs](uint32_t a, uint32_t b) {
    return heads[a] == heads[b] || heads_found.contains(std::minmax(heads[a], heads[b]));
  };
  for (const auto& [incident, members] : by_incident) {
    for (const uint32_t a : members) {
      for (const uint32_t b : members) {
        if (a < b) pairs.emplace(a, b);
      }
    }
  }
  for (const auto& [a, b] : pairs) {
    const Gold *first = gold_of(a), *second = gold_of(b);
    if (!first || !second) continue;
    const merge::Likeness likeness = merge::compare(facts[a], facts[b], kinds);
    // No incident lies in two splits; a pair across them is looked at with those that are not for training.
    const std::string& split = first->split == "train" ? second->split : first->split;
    std::printf("%s\t%d\t%d\t%d\t%.4f\t%s\t%s", split.c_str(), first->incident == second->incident,
                static_cast<int>(found(a, b)), static_cast<int>(likeness.impossible), likeness.score,
                accounts[a].report.document.c_str(), accounts[b].report.document.c_str());
    for (const float sign : likeness.signs) std::printf("\t%.4g", static_cast<double>(sign));
    std::printf("\n");
  }
  return 0;
}
