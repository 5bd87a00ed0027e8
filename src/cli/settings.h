// What a command line asks for, and the one table of flags from which parser, help and docs are made.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace roznamcha::cli {

/// Values as the user gave them.
struct Settings {
  std::vector<std::string> paths;  // inputs
  std::string published, country, source, language = "en";
  bool mentions = false;
  std::string reader = "both";
  unsigned threads = 0;
  std::string packs;
  std::vector<std::string> places;  // files of the user's own places

  std::string register_path = "register.db";
  std::string as_of, since, until, place, type, actor, convention = "ucdp";
  std::optional<int64_t> min_killed;
  bool election = false;
  std::string format;

  std::string id;                // of an incident
  std::vector<std::string> ids;  // of incidents or accounts, in the order of the command line
  std::string field, value;
  int64_t number = 0;
  std::string by, reason;
  std::string action;  // of `pack`

  std::string listen = "127.0.0.1:8080";
  std::vector<std::string> watched, feeds;  // folders, addresses
  std::string token_file;
  int64_t rate = 0;
};

/// Where a flag's value goes.
using Target = std::variant<bool Settings::*, std::string Settings::*, std::vector<std::string> Settings::*, unsigned Settings::*,
                            int64_t Settings::*, std::optional<int64_t> Settings::*>;

/// A flag, or a positional argument (no dashes), of some verbs.
struct Flag {
  std::string_view name;
  std::string_view value;  // placeholder in help, "" for a switch
  std::string_view help;
  std::string_view verbs;  // names with a space before and after each
  Target target;
  bool required = false;
  size_t least = 0;        // of a list
  std::vector<std::string> (*choices)() = nullptr;  // what it takes, if that is a list
  std::string_view default_value = "";              // for help and for `format`

  bool of(std::string_view verb) const;
};
const std::vector<Flag>& flags();

}  // namespace roznamcha::cli
