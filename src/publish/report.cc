#include "publish/report.h"

#include <fmt/format.h>

#include "publish/words.h"

namespace roznamcha::publish {
namespace {

constexpr size_t kLabel = 12;
constexpr size_t kValue = 44;

class Page {
 public:
  Page(const record::Document& document, const Look& look) : document_(document), look_(look) {}

  void heading(std::string_view strong, std::string_view rest) {
    out_ += paint(look_, Ink::kStrong, strong);
    if (!rest.empty()) out_ += "  " + paint(look_, Ink::kFaint, rest);
    out_ += '\n';
  }

  /// "    killed      10 police                   “ten police officers”"
  void row(std::string_view label, const std::string& value, text::Span span) {
    std::string line = "    " + fitted(label, kLabel) + plain(value);
    std::string quote;
    if (!span.empty()) {
      const size_t used = columns(line);
      const size_t column = 4 + kLabel + kValue;
      line += used + 2 <= column ? std::string(column - used, ' ') : "  ";
      quote = "“" + plain(span.of(document_.text)) + "”";
      if (look_.width > 0) quote = cut(quote, std::max<size_t>(24, look_.width - std::min(look_.width, columns(line))));
    }
    out_ += line + (quote.empty() ? "" : paint(look_, Ink::kQuote, quote)) + '\n';
  }

  /// Several rows of one label show it once.
  void next_row(std::string_view label, const std::string& value, text::Span span) {
    row(label == last_label_ ? "" : label, value, span);
    last_label_ = label;
  }

  void account(const record::Account& account) {
    last_label_.clear();
    heading(fmt::format("  {} {}", account.background ? "Recalled" : "Incident", account.id),
            account.sub_event_type.empty() ? account.event_type
                                           : fmt::format("{} / {}", account.event_type, account.sub_event_type));
    next_row("date", fmt::format("{} ({})", in_words(account.date.range), name(account.date.range.precision)), account.date.span);
    next_row("place", fmt::format("{} ({})", in_words(account.place.place), name(account.place.place.precision)),
             account.place.span);
    for (const auto& count : account.counts) {
      next_row(name(count.effect),
               with_speaker(fmt::format("{} {}{}", in_words(count), group_in_words(count.group), count.headline ? ", says the headline" : ""),
                            count.speaker),
               count.span);
    }
    for (const auto& actor : account.actors) {
      next_row(name(actor.role), with_speaker(in_words(actor), actor.speaker), actor.span);
    }
    for (const auto& victim : account.victims) {
      const std::string who = victim.name.empty() ? victim.text : victim.name;
      next_row("victim", fmt::format("{} ({}{})", who, group_in_words(victim.group), victim.effect ? ", " + std::string(name(*victim.effect)) : ""),
               victim.span);
    }
    for (const auto& target : account.targets) next_row("target", spaced(target.target_class), target.span);
    for (const auto& weapon : account.weapons) next_row("weapon", spaced(weapon.weapon_class), weapon.span);
    if (account.election.related) {
      next_row("election", account.election.target == "none" ? "related" : spaced(account.election.target), account.election.span);
    }
    for (const text::Span span : account.evidence) next_row("told in", "", span);
  }

  void tally(const record::Tally& tally) {
    record::CountStatement count;
    count.range = tally.range;
    row("tally", fmt::format("{} {}, {}", in_words(count), name(tally.effect), in_words(tally.period)), tally.span);
  }
  void measure(const record::Measure& measure) {
    row("measure", fmt::format("{}, {}{}", spaced(measure.kind), spaced(name(measure.status)), by(measure.by)), measure.span);
  }
  void warning(const record::Warning& warning) {
    row("warning", spaced(warning.kind) + by(warning.by), warning.span);
  }

  void line(std::string_view text) { out_ += paint(look_, Ink::kFaint, text) + '\n'; }
  std::string take() { return std::move(out_); }

 private:
  static std::string by(const std::string& who) { return who.empty() ? "" : ", by " + who; }
  static std::string with_speaker(std::string value, const std::string& speaker) {
    return speaker.empty() ? value : fmt::format("{}, says {}", value, speaker);
  }

  const record::Document& document_;
  const Look& look_;
  std::string out_;
  std::string last_label_;
};

}  // namespace

std::string report_page(const record::Document& document, const record::Reading& reading, const Look& look) {
  Page page(document, look);
  const auto& published = reading.published ? reading.published : document.published;
  page.heading(document.id, document.title);
  page.line(fmt::format("  published {}{}, relevance {:.2f}", published ? text::to_string(*published) : "not known",
                        published && reading.published_inferred ? " (inferred from the text)" : "", reading.relevance));
  for (const record::Account& account : reading.accounts) page.account(account);
  if (!reading.tallies.empty() || !reading.measures.empty() || !reading.warnings.empty()) page.heading("  Besides", "");
  for (const record::Tally& tally : reading.tallies) page.tally(tally);
  for (const record::Measure& measure : reading.measures) page.measure(measure);
  for (const record::Warning& warning : reading.warnings) page.warning(warning);
  if (reading.accounts.empty()) page.line("  tells of no incident");
  return page.take() + '\n';
}

}  // namespace roznamcha::publish
