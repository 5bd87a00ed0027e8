#include "cli/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <map>
#include <string>
#include <variant>

#include "app/version.h"
#include "base/exit.h"
#include "cli/verbs.h"

namespace roznamcha::cli {
namespace {

constexpr const char* kAbout =
    "Reads reports of violence and keeps one entry per real-world incident, every value with the words that "
    "state it.";

constexpr const char* kFooter =
    "Data goes to standard output, all else to standard error. Exit status: 0 all well, 1 some inputs could "
    "not be\n"
    "read, 2 wrong usage or unknown id, 3 no input could be read, 4 the register is missing, busy, damaged, "
    "newer or\n"
    "full, 5 a pack does not hold, 6 output cannot be written, 70 a defect of the program.\n"
    "'roznamcha VERB --help' says what a verb takes.";

CLI::Option* add_to(CLI::App& verb, const Flag& flag, Settings& settings) {
  const std::string name(flag.name), help(flag.help);
  return std::visit(
      [&](auto member) -> CLI::Option* {
        auto& value = settings.*member;
        if constexpr (std::is_same_v<decltype(member), bool Settings::*>) {
          return verb.add_flag(name, value, help);
        } else {
          return verb.add_option(name, value, help);
        }
      },
      flag.target);
}

void add_flags(CLI::App& verb, std::string_view verb_name, Settings& settings) {
  for (const Flag& flag : flags()) {
    if (!flag.of(verb_name)) continue;
    CLI::Option* option = add_to(verb, flag, settings);
    option->type_name(std::string(flag.value));
    if (flag.required) option->required();
    if (flag.least > 0) option->expected(static_cast<int>(flag.least), CLI::detail::expected_max_vector_size);
    if (flag.choices) option->check(CLI::IsMember(flag.choices()));
    if (!flag.default_value.empty()) option->default_str(std::string(flag.default_value));
  }
}

std::string default_format(std::string_view verb) {
  for (const Flag& flag : flags()) {
    if (flag.name == "--format" && flag.of(verb)) return std::string(flag.default_value);
  }
  return "";
}

int usage_error(Console& console, const std::string& what, const std::string& verb) {
  console.error({base::ErrorId::kBadArgument, what, "",
                 fmt::format("'roznamcha {}--help' says what it takes", verb.empty() ? "" : verb + " ")});
  return base::kExitUsage;
}

int run_verb(int argc, const char* const* argv, Console& console) {
  CLI::App program(kAbout, "roznamcha");
  program.set_version_flag("--version", "roznamcha " + std::string(app::kVersion));
  program.require_subcommand(1);
  Settings settings;
  std::map<const CLI::App*, const Verb*> by_app;
  for (const Verb& verb : verbs()) {
    CLI::App* sub = program.add_subcommand(std::string(verb.name), std::string(verb.summary));
    add_flags(*sub, verb.name, settings);
    by_app[sub] = &verb;
  }
  program.footer(kFooter);  // after the verbs, which would take it over
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = program.get_subcommands();
    console.write(chosen.empty() ? program.help() : chosen[0]->help("roznamcha"));
    return base::kExitOk;
  } catch (const CLI::CallForVersion& version) {
    console.write(std::string(version.what()) + "\n");
    return base::kExitOk;
  } catch (const CLI::ParseError& error) {
    const auto chosen = program.get_subcommands();
    if (argc < 2) return usage_error(console, "a verb is required", "");
    return usage_error(console, error.what(), chosen.empty() ? "" : chosen[0]->get_name());
  }
  const Verb& verb = *by_app.at(program.get_subcommands().at(0));
  if (settings.format.empty()) settings.format = default_format(verb.name);
  return verb.run(settings, console);
}

}  // namespace

int run(int argc, const char* const* argv) {
  Console console;
  int status = base::kExitInternal;
  // What a library throws despite all is a defect; it ends as one line and not as a core dump.
  try {
    status = run_verb(argc, argv, console);
  } catch (const std::exception& defect) {
    console.error({base::ErrorId::kInternal, defect.what(), "", "please report this"});
  }
  if (const base::Status failed = console.finish()) {
    console.error(*failed);
    return base::kExitOutput;
  }
  return status;
}

}  // namespace roznamcha::cli
