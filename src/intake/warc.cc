#include "intake/warc.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "base/stream.h"

namespace roznamcha::intake {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;

constexpr uint64_t kMostHeaders = 1000;

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::optional<uint64_t> number(std::string_view digits, int base) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end == digits.data()) return {};
  return value;
}

/// The headers that matter, of a record and of an answer alike.
struct Headers {
  std::optional<uint64_t> length;
  std::string record_type, url, media_type, charset, transfer_coding, content_coding;

  void read(std::string_view line) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = lower(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-length") length = number(value, 10);
    if (name == "warc-type") record_type = lower(value);
    if (name == "warc-target-uri")
      url =
          trimmed(value.starts_with('<') && value.ends_with('>') ? value.substr(1, value.size() - 2) : value);
    if (name == "transfer-encoding") transfer_coding = lower(value);
    if (name == "content-encoding") content_coding = lower(value);
    if (name == "content-type") {
      media_type = lower(trimmed(value.substr(0, value.find(';'))));
      const std::string parameters = lower(value);
      if (const size_t at = parameters.find("charset="); at != std::string::npos) {
        charset = parameters.substr(at + 8, parameters.find(';', at) - at - 8);
        std::erase(charset, '"');
      }
    }
  }
};

/// The body of an answer that came in chunks; what came before a break.
std::string joined_chunks(std::string_view body) {
  std::string out;
  while (true) {
    const size_t end = body.find('\n');
    const std::optional<uint64_t> size = number(trimmed(body.substr(0, end)), 16);
    if (end == std::string_view::npos || !size || *size == 0) return out;
    body.remove_prefix(end + 1);
    out.append(body.substr(0, *size));
    body.remove_prefix(std::min<uint64_t>(*size, body.size()));
    if (body.starts_with('\r')) body.remove_prefix(1);
    if (body.starts_with('\n')) body.remove_prefix(1);
  }
}

}  // namespace

Result<bool> read_http(std::string_view answer, uint64_t limit, WarcRecord& record) {
  Headers headers;
  bool first = true;
  while (true) {
    const size_t end = answer.find('\n');
    if (end == std::string_view::npos) return false;
    const std::string_view line = trimmed(answer.substr(0, end));
    answer.remove_prefix(end + 1);
    if (std::exchange(first, false)) {
      const size_t status = line.find(' ');
      if (!line.starts_with("HTTP/") || status == std::string_view::npos ||
          !trimmed(line.substr(status)).starts_with("200"))
        return false;
    } else if (line.empty()) {
      break;
    } else {
      headers.read(line);
    }
  }
  record.media_type = std::move(headers.media_type);
  record.charset = std::move(headers.charset);
  record.bytes = headers.transfer_coding.find("chunked") == std::string::npos ? std::string(answer)
                                                                              : joined_chunks(answer);
  if (headers.content_coding.empty() || headers.content_coding == "identity") return true;
  // Many crawlers unpack the body and leave the header as it was.
  const bool packed = record.bytes.starts_with("\x1f\x8b") || record.bytes.starts_with("\x28\xb5\x2f\xfd");
  if (!packed) {
    const bool text = trimmed(record.bytes).starts_with('<');
    if (text) return true;
    return Error{ErrorId::kUnreadable,
                 fmt::format("is packed in a way that is not read: {}", headers.content_coding), record.where,
                 ""};
  }
  const auto stream = base::unpacked(base::memory_stream(std::move(record.bytes)), record.where);
  record.bytes.clear();
  char chunk[1 << 14];
  while (true) {
    const Result<size_t> got = stream->read(chunk, sizeof chunk);
    if (!got) return got.error();
    if (*got == 0) return true;
    record.bytes.append(chunk, *got);
    if (record.bytes.size() > limit)
      return Error{ErrorId::kTooLarge, fmt::format("unpacks to more than {} bytes", limit), record.where, ""};
  }
}

WarcReader::WarcReader(LineReader lines, uint64_t limit, std::string name)
    : lines_(std::move(lines)), limit_(limit), name_(std::move(name)) {}

std::optional<Result<WarcRecord>> WarcReader::next() {
  const auto broken = [&](std::string what) {
    broken_ = true;
    return Result<WarcRecord>(Error{ErrorId::kUnreadable, std::move(what),
                                    fmt::format("{}, record {}", name_, number_),
                                    "the records before are read"});
  };
  std::string line, block;
  while (!broken_) {
    ++number_;
    // Empty lines part the records.
    Result<LineReader::Got> got = LineReader::Got::kLine;
    do {
      got = lines_.next(line);
    } while (got && *got == LineReader::Got::kLine && trimmed(line).empty());
    if (got && *got == LineReader::Got::kEnd) return {};
    if (!got) return broken(got.error().what);
    if (*got == LineReader::Got::kTooLong || !line.starts_with("WARC/")) return broken("is no WARC record");

    Headers headers;
    for (uint64_t count = 0;; ++count) {
      got = lines_.next(line);
      if (!got) return broken(got.error().what);
      if (*got != LineReader::Got::kLine || count > kMostHeaders) return broken("breaks off in its headers");
      if (trimmed(line).empty()) break;
      headers.read(line);
    }
    if (!headers.length) return broken("states no length");
    const bool answer = headers.record_type == "response";
    const bool wanted = answer || headers.record_type == "resource" || headers.record_type == "conversion";
    const Result<uint64_t> size = lines_.take(*headers.length, wanted ? limit_ : 0, block);
    if (!size) return broken(size.error().what);
    if (*size < *headers.length) return broken("breaks off");
    if (!wanted) continue;

    WarcRecord record{headers.url,     headers.media_type,
                      headers.charset, {},
                      number_,         fmt::format("{}, record {}", name_, number_)};
    if (*headers.length > limit_) {
      return Result<WarcRecord>(
          Error{ErrorId::kTooLarge, fmt::format("is larger than {} bytes", limit_), record.where, ""});
    }
    if (!answer) {
      record.bytes = std::move(block);
      return Result<WarcRecord>(std::move(record));
    }
    const Result<bool> page = read_http(block, limit_, record);
    if (!page) return Result<WarcRecord>(page.error());
    if (*page) return Result<WarcRecord>(std::move(record));
  }
  return {};
}

}  // namespace roznamcha::intake
