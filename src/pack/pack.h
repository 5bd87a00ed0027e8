// All knowledge of the program: the built-in packs, or a folder of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pack/lexicon.h"

namespace roznamcha::encoder {
class Model;
}
namespace roznamcha::text {
class SyntaxModel;
}

namespace roznamcha::pack {

class Gazetteer;
class TimeWords;
class Zones;
class RelevanceWeights;
class RuleSet;

/// One pack file, as `pack list` shows it.
struct PackFile {
  std::string path;  // below packs/
  std::string origin;
  size_t rows = 0;
};

/// Everything that is wrong with the packs of a folder (or the built-in ones, if ""): types, ranges,
/// references between tables, repeated keys, rule examples that do not hold. Empty: all well.
std::vector<base::Error> check(const std::string& folder);

/// Immutable once loaded; one serves all threads.
class Pack {
 public:
  /// The packs that are built into the program, and places of the user's own from these files (see
  /// layer.h), which count towards `digest`.
  static base::Result<std::shared_ptr<const Pack>> load_embedded(const std::vector<std::string>& layers = {});
  /// The packs of a folder laid out like packs/ of the source; `layers` as above.
  static base::Result<std::shared_ptr<const Pack>> load_folder(const std::string& path,
                                                               const std::vector<std::string>& layers = {});

  ~Pack();
  const Lexicon& lexicon() const;
  const Gazetteer& gazetteer() const;
  const TimeWords& time_words() const;
  const Zones& zones() const;
  const RelevanceWeights& relevance_weights() const;
  const RuleSet& measure_rules() const;
  const RuleSet& warning_rules() const;
  const RuleSet& tally_rules() const;
  const text::SyntaxModel* syntax() const;  // null if the pack carries none
  /// The learnt reader's model, null if the pack carries none. It is looked at when it is first asked for.
  /// Errors: kBadModel, kModelNewer.
  base::Result<std::shared_ptr<const encoder::Model>> reader_model() const;
  const std::vector<PackFile>& files() const;
  /// Of all files: 16 hex digits, the same for the same knowledge. Worked out once, for the files are large.
  const std::string& digest() const;
  /// Contents of a pack file by its path below packs/; "" if there is none.
  std::string_view bytes(std::string_view path) const;

 private:
  friend std::vector<base::Error> check(const std::string& folder);
  struct State;
  explicit Pack(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::pack
