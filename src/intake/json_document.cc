#include "intake/json_document.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "intake/charset.h"
#include "intake/web_date.h"
#include "text/utf8.h"

namespace roznamcha::intake {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using nlohmann::json;

constexpr size_t kDeepest = 100;  // nested arrays and objects

enum Key : size_t { kId, kText, kTitle, kPublished, kUrl, kSource, kLanguage, kCountry, kKeys };
constexpr std::array<std::string_view, kKeys> kNames = {"id",  "text",   "title",    "published",
                                                        "url", "source", "language", "country"};

/// Keeps the strings of the outer object alone, so that a line costs no more memory than itself, whatever it
/// holds.
class Fields : public nlohmann::json_sax<json> {
 public:
  std::array<std::string, kKeys> values;
  bool object = false;    // the line is one
  std::string fault;      // what is wrong with it
  size_t fault_byte = 0;  // from 1; 0: none to blame

  bool null() override { return scalar(); }
  bool boolean(bool) override { return scalar() && wrong_type(); }
  bool number_integer(number_integer_t value) override { return scalar() && number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar() && number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t&) override { return scalar() && wrong_type(); }
  bool binary(binary_t&) override { return scalar(); }
  bool string(string_t& value) override {
    if (!scalar()) return false;
    if (key_) values[*key_] = std::move(value);
    return true;
  }
  bool key(string_t& name) override {
    key_.reset();
    for (size_t i = 0; depth_ == 1 && i < kKeys; ++i) {
      if (name == kNames[i]) key_ = i;
    }
    return true;
  }
  bool start_object(size_t) override {
    if (depth_ == 0) object = true;
    return nest();
  }
  bool start_array(size_t) override { return depth_ == 0 ? fail("is no JSON object") : nest(); }
  bool end_object() override { return unnest(); }
  bool end_array() override { return unnest(); }
  bool parse_error(size_t byte, const std::string&, const json::exception&) override {
    fault_byte = byte;
    return fail("is no valid JSON");
  }

 private:
  bool fail(std::string what) {
    fault = std::move(what);
    return false;
  }
  bool scalar() { return depth_ > 0 || fail("is no JSON object"); }
  bool wrong_type() { return !key_ || depth_ > 1 || fail(fmt::format("\"{}\" is no string", kNames[*key_])); }
  bool number(std::string digits) {
    if (key_ != kId) return wrong_type();
    values[kId] = std::move(digits);
    return true;
  }
  bool nest() {
    if (!wrong_type()) return false;
    key_.reset();
    return ++depth_ <= kDeepest || fail(fmt::format("is nested more than {} deep", kDeepest));
  }
  bool unnest() {
    --depth_;
    key_.reset();
    return true;
  }

  size_t depth_ = 0;
  std::optional<size_t> key_;  // known one whose value comes next
};

bool is_country(std::string& code) {
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c < 'A' || c > 'Z') return false;
  }
  return code.size() == 2;
}

}  // namespace

Result<record::Document> parse_json_document(std::string_view line, std::string_view where,
                                             const Limits& limits) {
  const auto failed = [&](ErrorId id, std::string what, std::string advice, size_t byte = 0) {
    return Error{id, std::move(what), byte == 0 ? std::string(where) : fmt::format("{}:{}", where, byte),
                 std::move(advice)};
  };
  if (const auto invalid = text::first_invalid_utf8(line)) {
    return failed(ErrorId::kBadEncoding, "is no valid UTF-8", "convert it to UTF-8", *invalid + 1);
  }
  Fields fields;
  if (!json::sax_parse(line, &fields) || !fields.object) {
    return failed(ErrorId::kBadJson, fields.fault, "one JSON object with \"text\" a line", fields.fault_byte);
  }
  if (fields.values[kText].size() > limits.text) {
    return failed(ErrorId::kTooLarge, fmt::format("has a text of more than {} bytes", limits.text),
                  "split the document");
  }
  for (std::string& value : fields.values) drop_controls(value);
  if (is_blank(fields.values[kText])) return failed(ErrorId::kEmptyText, "holds no text", "");

  record::Document document;
  if (const std::string& published = fields.values[kPublished]; !published.empty()) {
    document.published = text::parse_date(published);
    document.published_minute = parse_web_minute(published);
    if (!document.published) {
      return failed(ErrorId::kBadDate, fmt::format("\"published\" is no date: {}", published.substr(0, 40)),
                    "YYYY-MM-DD or RFC 3339");
    }
  }
  if (std::string& country = fields.values[kCountry]; !country.empty() && !is_country(country)) {
    return failed(ErrorId::kBadJson,
                  fmt::format("\"country\" is no ISO 3166-1 alpha-2 code: {}", country.substr(0, 40)),
                  "for example PK");
  }
  document.id = std::move(fields.values[kId]);
  document.text = std::move(fields.values[kText]);
  document.title = std::move(fields.values[kTitle]);
  document.url = std::move(fields.values[kUrl]);
  document.source = std::move(fields.values[kSource]);
  document.language = std::move(fields.values[kLanguage]);
  document.country = std::move(fields.values[kCountry]);
  return document;
}

}  // namespace roznamcha::intake
