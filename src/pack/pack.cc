#include "pack/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <filesystem>
#include <future>
#include <mutex>
#include <optional>

#include "base/compress.h"
#include "base/digest.h"
#include "base/file.h"
#include "encoder/model.h"
#include "pack/gazetteer.h"
#include "pack/layer.h"
#include "pack/relevance_weights.h"
#include "pack/rules.h"
#include "pack/table.h"
#include "pack/time_words.h"
#include "pack/zones.h"
#include "text/fold.h"
#include "text/syntax.h"

// Made by cmake/packs.cmake, which says how it is laid out.
extern "C" const char roznamcha_packs[];

namespace roznamcha::pack {
namespace {

constexpr uint64_t kLargestFile = uint64_t{64} << 20;
constexpr std::string_view kSyntaxFile = "en/syntax.model.zst";
constexpr std::string_view kModelFile = "en/reader.model";
constexpr std::string_view kMeasureFile = "en/measures.tsv";
constexpr std::string_view kWarningFile = "en/warnings.tsv";
constexpr std::string_view kTallyFile = "en/tallies.tsv";
constexpr std::string_view kTimesFile = "en/times.tsv";
constexpr std::string_view kOriginEnding = ".origin";

/// The bytes of pack files by their path below packs/.
struct Source {
  std::map<std::string, std::string_view> files;
  std::map<std::string, std::string_view> unpacked;  // of some packed files what they hold
  std::deque<std::string> owned;  // contents of a folder's files; a deque, so that none moves

  std::string_view file(std::string_view path) const {
    const auto found = files.find(std::string(path));
    return found == files.end() ? std::string_view() : found->second;
  }
  /// Unpacked, if that is at hand.
  std::string_view contents(std::string_view path) const {
    const auto found = unpacked.find(std::string(path));
    return found == unpacked.end() ? file(path) : found->second;
  }
};

Source embedded_source() {
  Source source;
  const char* at = roznamcha_packs;
  for (auto* list : {&source.files, &source.unpacked}) {
    while (true) {
      uint32_t path_size, size;
      std::memcpy(&path_size, at, sizeof path_size);
      std::memcpy(&size, at + sizeof path_size, sizeof size);
      at += 2 * sizeof size;
      if (path_size == 0) break;
      list->emplace(std::string(at, path_size), std::string_view(at + path_size, size));
      at += path_size + size;
    }
  }
  return source;
}

base::Result<Source> folder_source(const std::string& folder) {
  if (!base::is_folder(folder))
    return base::Error{base::ErrorId::kNotFound, "is no folder of packs", folder, ""};
  const auto paths = base::files_below(folder);
  if (!paths) return paths.error();
  Source source;
  for (const std::string& path : *paths) {
    std::string below = std::filesystem::path(path).lexically_relative(folder).generic_string();
    if (below.ends_with(".md") || below.ends_with("~")) continue;
    auto bytes = base::read_file(path, kLargestFile);
    if (!bytes) return bytes.error();
    source.owned.push_back(std::move(*bytes));
    source.files.emplace(std::move(below), source.owned.back());
  }
  return source;
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

base::Error missing(std::string_view path) {
  return {base::ErrorId::kBadPack, "this file is missing", std::string(path), ""};
}

}  // namespace

struct Pack::State {
  Source source;
  std::vector<PackFile> files;
  Lexicon lexicon;
  RuleSet measures, warnings, tallies;
  Gazetteer gazetteer;
  TimeWords times;
  Zones zones;
  RelevanceWeights relevance;
  std::optional<text::SyntaxModel> syntax;
  size_t layers = 0;
  std::once_flag digest_asked;
  std::string digest;
  std::once_flag model_asked;
  base::Result<std::shared_ptr<const encoder::Model>> reader_model{nullptr};

  /// Reads all that the source holds. What is wrong is added to `faults`.
  void build(std::vector<base::Error>& faults) {
    // The two large files take longer to unpack than all else together.
    auto loading_places = std::async(read_places, source.contents(Gazetteer::kFile));
    auto loading_syntax = std::async(read_syntax, source.contents(kSyntaxFile));
    Tables tables;
    for (const auto& [path, bytes] : source.files) {
      if (path.ends_with(kOriginEnding)) continue;
      // A table says its origin itself; of another file it stands in a text beside it.
      PackFile file{path, first_line(source.file(path + std::string(kOriginEnding))), 0};
      if (path.ends_with(".tsv")) {
        auto table = Table::parse(bytes, path);
        if (table) {
          file.origin = table->origin();
          file.rows = table->size();
          tables.emplace(path, std::move(*table));
        } else {
          faults.push_back(table.error());
        }
      }
      files.push_back(std::move(file));
    }
    lexicon = build_lexicon(tables, faults);
    with_table(kMeasureFile, tables, faults,
               [&](const Table& t) { measures = RuleSet::compile(t, lexicon, faults); });
    with_table(kWarningFile, tables, faults,
               [&](const Table& t) { warnings = RuleSet::compile(t, lexicon, faults); });
    with_table(kTallyFile, tables, faults,
               [&](const Table& t) { tallies = RuleSet::compile(t, lexicon, faults); });
    with_table(kTimesFile, tables, faults, [&](const Table& t) {
      auto words = TimeWords::from_table(t);
      if (words)
        times = std::move(*words);
      else
        faults.push_back(words.error());
    });
    with_table(Zones::kFile, tables, faults, [&](const Table& t) {
      auto all = Zones::from_table(t);
      if (all)
        zones = std::move(*all);
      else
        faults.push_back(all.error());
    });
    with_table(RelevanceWeights::kFile, tables, faults, [&](const Table& t) {
      auto weights = RelevanceWeights::from_table(t);
      if (weights)
        relevance = std::move(*weights);
      else
        faults.push_back(weights.error());
    });

    auto places = loading_places.get();
    if (places)
      gazetteer = std::move(*places);
    else
      faults.push_back({base::ErrorId::kBadPack, places.error().what, Gazetteer::kFile, ""});
    with_table(PlaceWords::kFile, tables, faults, [&](const Table& t) {
      auto words = PlaceWords::from_table(t);
      if (words)
        gazetteer.set_words(std::move(*words));
      else
        faults.push_back(words.error());
    });
    auto model = loading_syntax.get();
    if (model)
      syntax = std::move(*model);
    else
      faults.push_back({base::ErrorId::kBadPack, model.error().what, std::string(kSyntaxFile), ""});
    for (PackFile& file : files) {
      if (file.path != Gazetteer::kFile) continue;
      file.origin = gazetteer.origin();
      file.rows = gazetteer.size();
    }
  }

  template <typename Use>
  void with_table(std::string_view path, const Tables& tables, std::vector<base::Error>& faults, Use use) {
    const auto table = tables.find(std::string(path));
    if (table != tables.end())
      use(table->second);
    else if (source.file(path).empty())
      faults.push_back(missing(path));
  }

  static base::Result<Gazetteer> read_places(std::string_view bytes) {
    if (bytes.empty()) return missing(Gazetteer::kFile);
    return Gazetteer::load(bytes);
  }

  static base::Result<std::optional<text::SyntaxModel>> read_syntax(std::string_view bytes) {
    if (bytes.empty()) return std::optional<text::SyntaxModel>();
    std::string plain;
    if (base::is_zstd(bytes)) {
      auto unpacked = base::decompress_zstd(bytes);
      if (!unpacked) return unpacked.error();
      plain = std::move(*unpacked);
      bytes = plain;
    }
    auto model = text::SyntaxModel::load(bytes);
    if (!model) return model.error();
    return std::optional<text::SyntaxModel>(std::move(*model));
  }

  /// Adds the places of a user's file to those of the packs.
  std::optional<base::Error> add_layer(const std::string& path) {
    auto bytes = base::read_file(path, kLargestFile);
    if (!bytes) return bytes.error();
    const auto places = read_layer(*bytes, path);
    if (!places) return places.error();
    gazetteer.add(*places);
    // Named by number: the version of the knowledge does not hang on where the file lies.
    std::string below = fmt::format("layers/{}", ++layers);
    source.owned.push_back(std::move(*bytes));
    source.files.emplace(below, source.owned.back());
    files.push_back({std::move(below), "places of the user's own", places->size()});
    return {};
  }

  static base::Result<std::shared_ptr<const Pack>> load(Source source,
                                                        const std::vector<std::string>& layers) {
    auto state = std::make_unique<State>();
    state->source = std::move(source);
    std::vector<base::Error> faults;
    state->build(faults);
    if (!faults.empty()) {
      base::Error first = faults[0];
      first.advice =
          fmt::format("'pack check' lists all of {} fault{}", faults.size(), faults.size() == 1 ? "" : "s");
      return first;
    }
    for (const std::string& path : layers) {
      if (auto failed = state->add_layer(path)) return *failed;
    }
    return std::shared_ptr<const Pack>(new Pack(std::move(state)));
  }
};

Pack::Pack(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pack::~Pack() = default;

base::Result<std::shared_ptr<const Pack>> Pack::load_embedded(const std::vector<std::string>& layers) {
  return State::load(embedded_source(), layers);
}

base::Result<std::shared_ptr<const Pack>> Pack::load_folder(const std::string& path,
                                                            const std::vector<std::string>& layers) {
  auto source = folder_source(path);
  if (!source) return source.error();
  return State::load(std::move(*source), layers);
}

const Lexicon& Pack::lexicon() const {
  return state_->lexicon;
}
const Gazetteer& Pack::gazetteer() const {
  return state_->gazetteer;
}
const TimeWords& Pack::time_words() const {
  return state_->times;
}
const Zones& Pack::zones() const {
  return state_->zones;
}
const RelevanceWeights& Pack::relevance_weights() const {
  return state_->relevance;
}
const RuleSet& Pack::measure_rules() const {
  return state_->measures;
}
const RuleSet& Pack::warning_rules() const {
  return state_->warnings;
}
const RuleSet& Pack::tally_rules() const {
  return state_->tallies;
}
const text::SyntaxModel* Pack::syntax() const {
  return state_->syntax ? &*state_->syntax : nullptr;
}
base::Result<std::shared_ptr<const encoder::Model>> Pack::reader_model() const {
  std::call_once(state_->model_asked, [&] {
    const std::string_view bytes = state_->source.file(kModelFile);
    if (!bytes.empty())
      state_->reader_model = encoder::Model::load(std::as_bytes(std::span(bytes)), std::string(kModelFile));
  });
  return state_->reader_model;
}
const std::vector<PackFile>& Pack::files() const {
  return state_->files;
}
const std::string& Pack::digest() const {
  std::call_once(state_->digest_asked, [&] {
    std::string digests;
    for (const PackFile& file : files()) digests += file.path + " " + base::sha256(bytes(file.path)) + "\n";
    state_->digest = base::short_digest(digests, 16);
  });
  return state_->digest;
}
std::string_view Pack::bytes(std::string_view path) const {
  return state_->source.file(path);
}

namespace {

/// Faults that no table shows by itself.
class Check {
 public:
  Check(const Lexicon& lexicon, std::vector<base::Error>& faults) : lexicon_(lexicon), faults_(faults) {}

  void run() {
    shared_phrases("en/people.tsv", lexicon_.people, lexicon_.people_index,
                   [](const PersonNoun& a, const PersonNoun& b) {
                     return a.group == b.group && a.perpetrator == b.perpetrator;
                   });
    shared_phrases("en/targets.tsv", lexicon_.targets, lexicon_.target_index,
                   [](const TargetNoun& a, const TargetNoun& b) {
                     return a.target_class == b.target_class && a.election_target == b.election_target;
                   });
    shared_phrases("en/weapons.tsv", lexicon_.weapons, lexicon_.weapon_index,
                   [](const WeaponNoun& a, const WeaponNoun& b) { return a.weapon_class == b.weapon_class; });
    shared_names();
    attributions();
  }

 private:
  void fault(std::string_view where, std::string what) {
    faults_.push_back({base::ErrorId::kBadPack, std::move(what), std::string(where), ""});
  }

  /// Rows whose phrase is also a form of another row that means something else.
  template <typename Row, typename Same>
  void shared_phrases(std::string_view file, const std::vector<Row>& rows, const PhraseIndex& index,
                      Same same) {
    std::vector<PhraseIndex::Match> matches;
    for (const Row& row : rows) {
      const std::vector<text::Token> tokens = phrase_tokens(row.phrase);
      matches.clear();
      index.match(tokens, 0, static_cast<uint32_t>(tokens.size()), matches);
      for (const PhraseIndex::Match& m : matches) {
        if (m.length == tokens.size() && !same(row, rows[m.value])) {
          fault(file, fmt::format("'{}' is also a form of '{}', which means something else", row.phrase,
                                  rows[m.value].phrase));
        }
      }
    }
  }

  /// One name for two actors of one country at one time: the text could not tell which.
  void shared_names() {
    std::map<std::string, std::vector<const Actor*>> by_name;
    for (const Actor& actor : lexicon_.actors) {
      by_name[text::lower(actor.name)].push_back(&actor);
      for (const std::string& alias : actor.aliases) by_name[text::lower(alias)].push_back(&actor);
    }
    for (const auto& [name, actors] : by_name) {
      for (size_t i = 0; i < actors.size(); ++i) {
        for (size_t k = i + 1; k < actors.size(); ++k) {
          if (share_country(*actors[i], *actors[k]) && overlap(*actors[i], *actors[k])) {
            fault("actors.tsv", fmt::format("'{}' names both {} and {}", name, actors[i]->id, actors[k]->id));
          }
        }
      }
    }
  }

  static bool share_country(const Actor& a, const Actor& b) {
    const std::vector<std::string> ours = split_list(a.country), theirs = split_list(b.country);
    return std::any_of(ours.begin(), ours.end(), [&](const std::string& c) {
      return std::find(theirs.begin(), theirs.end(), c) != theirs.end();
    });
  }
  static bool overlap(const Actor& a, const Actor& b) {
    return a.from_year.value_or(0) <= b.to_year.value_or(9999) &&
           b.from_year.value_or(0) <= a.to_year.value_or(9999);
  }

  void attributions() {
    for (const AttributionPhrase& phrase : lexicon_.attributions) {
      const std::vector<std::string> places = split_list(phrase.actor_at, '|');
      const bool good =
          !places.empty() && std::all_of(places.begin(), places.end(), [](const std::string& place) {
            return std::all_of(place.begin(), place.end(), [](char c) { return c >= 'a' && c <= 'z'; });
          });
      if (!good)
        fault("en/attribution.tsv",
              fmt::format("actor_at '{}' of '{}' is no place in a sentence", phrase.actor_at, phrase.phrase));
    }
  }

  const Lexicon& lexicon_;
  std::vector<base::Error>& faults_;
};

void check_status(const RuleSet& rules, std::vector<base::Error>& faults) {
  for (const Rule& rule : rules.rules()) {
    const bool aside = rule.kind == "by" || rule.kind == "denial";
    if (aside ? rule.status.empty() : record::measure_status(rule.status).has_value()) continue;
    faults.push_back({base::ErrorId::kBadPack,
                      fmt::format("status '{}' of rule {} is none of a measure", rule.status, rule.id),
                      fmt::format("{}:{}", kMeasureFile, rule.line), ""});
  }
}

void check_effects(const RuleSet& rules, std::vector<base::Error>& faults) {
  for (const Rule& rule : rules.rules()) {
    if (rule.kind == "period" || rule.kind == "incidents" || rule.kind == "joint" ||
        record::effect(rule.kind))
      continue;
    faults.push_back(
        {base::ErrorId::kBadPack,
         fmt::format("kind '{}' of rule {} is no effect, period, incidents or joint", rule.kind, rule.id),
         fmt::format("{}:{}", kTallyFile, rule.line), ""});
  }
}

}  // namespace

std::vector<base::Error> check(const std::string& folder) {
  base::Result<Source> source =
      folder.empty() ? base::Result<Source>(embedded_source()) : folder_source(folder);
  if (!source) return {source.error()};
  Pack::State state;
  state.source = std::move(*source);
  std::vector<base::Error> faults;
  state.build(faults);
  Check(state.lexicon, faults).run();
  check_status(state.measures, faults);
  check_effects(state.tallies, faults);
  for (const PackFile& file : state.files) {
    if (file.origin.empty())
      faults.push_back({base::ErrorId::kBadPack, "nothing says where this file comes from", file.path, ""});
  }
  for (const RuleSet* rules : {&state.measures, &state.warnings, &state.tallies}) {
    for (base::Error& fault : rules->check()) faults.push_back(std::move(fault));
  }
  return faults;
}

}  // namespace roznamcha::pack
