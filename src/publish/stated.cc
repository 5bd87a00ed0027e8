#include "publish/stated.h"

#include <fmt/format.h>

#include "publish/json.h"
#include "publish/listing.h"
#include "publish/words.h"
#include "record/json.h"

namespace roznamcha::publish {
namespace {

std::vector<std::string> cells(const record::Tally& tally) {
  record::CountStatement count;
  count.range = tally.range;
  return {fmt::format("{} {}", in_words(count), name(tally.effect)), in_words(tally.period),
          in_words(tally.place.place)};
}

std::vector<std::string> cells(const record::Measure& measure) {
  return {spaced(measure.kind), spaced(name(measure.status)), measure.by, in_words(measure.place.place)};
}

std::vector<std::string> cells(const record::Warning& warning) {
  return {spaced(warning.kind), warning.by, in_words(warning.place.place)};
}

/// The text of the document that was asked for last; rows of one document follow each other.
class LastText {
 public:
  explicit LastText(const TextOf& text_of) : text_of_(text_of) {}
  const std::string& of(const std::string& document) {
    if (document != document_) {
      document_ = document;
      text_ = text_of_(document);
    }
    return text_;
  }

 private:
  const TextOf& text_of_;
  std::string document_, text_;
};

template <typename Stated>
std::string table_of(const StatedList<Stated>& list, std::vector<std::string> head, std::string_view noun,
                     const TextOf& text_of, const Look& look) {
  head.insert(head.end(), {"report", "words"});
  TextTable table{head, {}, {}, {head.size() - 3, head.size() - 2, head.size() - 1}};
  LastText texts(text_of);
  for (const auto& [report, stated, explained] : list) {
    std::vector<std::string> row = cells(stated);
    const std::string& text = texts.of(report.document);
    row.push_back(report.document);
    row.push_back(stated.span.end <= text.size() ? "“" + std::string(stated.span.of(text)) + "”" : "");
    for (std::string& cell : row) cell = plain(cell);
    table.rows.push_back(std::move(row));
  }
  const std::string count = fmt::format("{} {}", list.size(), noun);
  return (list.empty() ? "" : to_text(table, look)) + paint(look, Ink::kFaint, count) + '\n';
}

template <typename Stated>
void write_all(const StatedList<Stated>& list, const TextOf& text_of, const Sink& sink) {
  LastText texts(text_of);
  for (const auto& [report, stated, explained] : list) {
    Json json = record::to_json(stated, record::quoted_spans(texts.of(report.document)));
    json["document"] = report.document;
    json["source"] = or_null(report.source);
    json["published"] = or_null(report.published);
    if (explained) {
      json["check"] = {{"verdict", explained->verdict}, {"low", explained->low},
                       {"best", explained->best},       {"high", explained->high},
                       {"missing", explained->missing}, {"incidents", explained->incidents}};
    }
    sink(dump(json) + "\n");
  }
}

}  // namespace

std::string stated_table(const StatedList<record::Tally>& list, const TextOf& text_of, const Look& look) {
  return table_of(list, {"how many", "when", "where"}, list.size() == 1 ? "tally" : "tallies", text_of, look);
}
std::string stated_table(const StatedList<record::Measure>& list, const TextOf& text_of, const Look& look) {
  return table_of(list, {"what", "status", "by", "where"}, list.size() == 1 ? "measure" : "measures", text_of,
                  look);
}
std::string stated_table(const StatedList<record::Warning>& list, const TextOf& text_of, const Look& look) {
  return table_of(list, {"what", "by", "where"}, list.size() == 1 ? "warning" : "warnings", text_of, look);
}

void write_stated(const StatedList<record::Tally>& list, const TextOf& text_of, const Sink& sink) {
  write_all(list, text_of, sink);
}
void write_stated(const StatedList<record::Measure>& list, const TextOf& text_of, const Sink& sink) {
  write_all(list, text_of, sink);
}
void write_stated(const StatedList<record::Warning>& list, const TextOf& text_of, const Sink& sink) {
  write_all(list, text_of, sink);
}

std::string duplicate_line(const record::PossibleDuplicate& pair) {
  return dump(
      Json{{"first", pair.first}, {"second", pair.second}, {"score", pair.score}, {"reason", pair.reason}});
}

}  // namespace roznamcha::publish
