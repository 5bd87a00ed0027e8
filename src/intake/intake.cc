#include "intake/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <deque>
#include <filesystem>
#include <string_view>
#include <utility>
#include <variant>

#include "base/digest.h"
#include "base/file.h"
#include "base/stream.h"
#include "intake/charset.h"
#include "intake/feed.h"
#include "intake/format.h"
#include "intake/json_document.h"
#include "intake/lines.h"
#include "intake/markup.h"
#include "intake/warc.h"
#include "text/utf8.h"

namespace roznamcha::intake {
namespace {

using base::ByteStream;
using base::Error;
using base::ErrorId;
using base::Result;
using record::Document;

constexpr size_t kChunk = 1 << 16;
constexpr size_t kToldWithin = 4096;  // bytes that tell the format
constexpr size_t kForgivenDamage =
    5;  // bad sequences in 1,000 bytes of a page or feed, as browsers forgive them
constexpr size_t kMostControls = 100;  // one character in so many may be a control character in a text

std::string megabytes(uint64_t bytes) {
  return bytes % (1 << 20) == 0 ? fmt::format("{} MiB", bytes >> 20) : fmt::format("{} bytes", bytes);
}

bool is_binary(std::string_view text) {
  const auto controls = std::count_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
  return static_cast<size_t>(controls) * kMostControls > text.size();
}

}  // namespace

struct Intake::State {
  struct Memory {
    std::string bytes, name;
  };
  using Input = std::variant<std::string, Memory, Error>;  // a file, bytes, or what was wrong with a path

  explicit State(Options given) : options(std::move(given)) {}

  void add(const std::string& path) {
    if (path != "-" && base::is_folder(path)) {
      const Result<std::vector<std::string>> files = base::files_below(path);
      if (!files) {
        inputs.emplace_back(files.error());
      } else if (files->empty()) {
        inputs.emplace_back(Error{ErrorId::kNotFound, "is a folder without files", path, ""});
      } else {
        for (const std::string& file : *files) add_file(file);
      }
    } else {
      add_file(path);
    }
  }

  void add_file(const std::string& path) {
    std::error_code error;
    const uintmax_t size = path == "-" ? 0 : std::filesystem::file_size(path, error);
    if (path == "-") {
      endless = true;
    } else if (!error) {
      progress.total += size;
    }
    inputs.emplace_back(path);
  }

  std::optional<Result<Document>> next() {
    while (true) {
      if (!ready.empty()) {
        Result<Document> document = std::move(ready.front());
        ready.pop_front();
        return document;
      }
      if (lines) {
        read_line();
      } else if (archive) {
        read_record();
      } else if (!inputs.empty()) {
        Input input = std::move(inputs.front());
        inputs.pop_front();
        open(std::move(input));
      } else {
        return {};
      }
    }
  }

  void open(Input input) {
    if (auto* error = std::get_if<Error>(&input)) return give(std::move(*error));
    std::unique_ptr<ByteStream> stored;
    if (auto* memory = std::get_if<Memory>(&input)) {
      name = std::move(memory->name);
      stored = base::memory_stream(std::move(memory->bytes));
    } else {
      name = std::get<std::string>(input);
      Result<std::unique_ptr<ByteStream>> file = base::open_stream(name);
      if (!file) return give(file.error());
      stored = std::move(*file);
      if (name == "-") name = "stdin";
    }
    stem = base::stem(name);
    std::unique_ptr<ByteStream> stream = base::unpacked(std::move(stored), name);

    std::string bytes;
    if (const auto error = read_more(*stream, bytes, kToldWithin)) return give(*error);
    const Format format = format_of(bytes, name);
    if (format == Format::kJsonLines) return open_lines(std::move(stream), std::move(bytes));
    if (format == Format::kWarc) {
      archive.emplace(LineReader(std::move(stream), std::move(bytes), options.limits.line),
                      options.limits.file, name);
      any_document = false;
      return;
    }
    if (format == Format::kBinary) {
      progress.done += stream->taken();
      return give(no_text(name));
    }
    const auto error = read_more(*stream, bytes, options.limits.file + 1);
    progress.done += stream->taken();
    if (error) return give(*error);
    if (bytes.size() > options.limits.file) {
      return give(Error{ErrorId::kTooLarge, fmt::format("is larger than {}", megabytes(options.limits.file)),
                        name, "split it into smaller files"});
    }
    read_whole(bytes, format, {name, stem, "", ""});
  }

  static Error no_text(const std::string& where) {
    return {ErrorId::kUnreadable, "is no text", where, "convert it to text, HTML or JSON Lines"};
  }

  /// Appends to `bytes` until it has `size` or the stream ends.
  static base::Status read_more(ByteStream& stream, std::string& bytes, uint64_t size) {
    while (bytes.size() < size) {
      const size_t before = bytes.size();
      const size_t want = static_cast<size_t>(std::min<uint64_t>(kChunk, size - before));
      bytes.resize(before + want);
      const Result<size_t> got = stream.read(bytes.data() + before, want);
      bytes.resize(before + (got ? *got : 0));
      if (!got) return got.error();
      if (*got == 0) break;
    }
    return {};
  }

  void open_lines(std::unique_ptr<ByteStream> stream, std::string head) {
    size_t mark = 0;
    const std::string_view charset = byte_order_mark(head, mark);
    if (!charset.empty() && charset != "UTF-8") {
      progress.done += stream->taken();
      return give(Error{ErrorId::kBadEncoding, fmt::format("is JSON Lines in {}", charset), name,
                        "convert it to UTF-8"});
    }
    head.erase(0, mark);
    lines.emplace(std::move(stream), std::move(head), options.limits.line);
    any_document = false;
  }

  void read_line() {
    const Result<LineReader::Got> got = lines->next(line);
    if (!got) give(got.error());
    if (!got || *got == LineReader::Got::kEnd) {
      if (got && !any_document) give(Error{ErrorId::kEmptyText, "holds no documents", name, ""});
      progress.done += lines->taken();
      lines.reset();
      return;
    }
    if (*got == LineReader::Got::kLine && line.find_first_not_of(" \t\r") == std::string::npos) return;
    any_document = true;
    const std::string where = fmt::format("{}:{}", name, lines->number());
    if (*got == LineReader::Got::kTooLong) {
      return give(Error{ErrorId::kTooLarge,
                        fmt::format("the line is longer than {}", megabytes(options.limits.line)), where,
                        "one document a line; split the document"});
    }
    Result<Document> document = parse_json_document(line, where, options.limits);
    if (document)
      document = finished(std::move(*document), fmt::format("{}:{}", stem, lines->number()), where);
    ready.push_back(std::move(document));
  }

  void read_record() {
    std::optional<Result<WarcRecord>> record = archive->next();
    if (!record) {
      if (!any_document) give(Error{ErrorId::kEmptyText, "holds no pages", name, ""});
      progress.done += archive->taken();
      archive.reset();
      return;
    }
    if (!*record) {
      any_document = true;
      return give(record->error());
    }
    const std::string& type = (*record)->media_type;
    const bool html = type == "text/html" || type == "application/xhtml+xml";
    const bool feed = type == "application/rss+xml" || type == "application/atom+xml" ||
                      type == "application/xml" || type == "text/xml";
    if (!html && !feed && type != "text/plain" && !type.empty()) return;  // pictures, scripts
    any_document = true;
    const Format format = html           ? Format::kHtml
                          : feed         ? Format::kFeed
                          : type.empty() ? format_of((*record)->bytes, "")
                                         : Format::kText;
    if (format == Format::kWarc || format == Format::kBinary || format == Format::kJsonLines)
      return give(no_text((*record)->where));
    std::string id = !(*record)->url.empty() ? (*record)->url : fmt::format("{}:{}", stem, (*record)->number);
    read_whole((*record)->bytes, format,
               {(*record)->where, std::move(id), (*record)->url, (*record)->charset});
  }

  /// What is known of bytes apart from themselves.
  struct Origin {
    std::string where, id, url, charset;
  };

  void read_whole(const std::string& bytes, Format format, const Origin& origin) {
    const bool markup = format != Format::kText;
    const std::string charset = !origin.charset.empty() ? origin.charset
                                : markup                ? declared_charset(bytes)
                                                        : "";
    Result<std::string> utf8 = to_utf8(bytes, charset, markup ? kForgivenDamage : 0, origin.where);
    if (!utf8) return give(utf8.error());
    if (!markup && is_binary(*utf8)) return give(no_text(origin.where));
    drop_controls(*utf8);
    if (is_blank(*utf8)) return give(Error{ErrorId::kEmptyText, "holds no text", origin.where, ""});
    if (format == Format::kFeed) {
      size_t number = 0;
      for (Result<Document>& entry : read_feed(*utf8, origin.where)) {
        ++number;
        if (entry)
          entry = finished(std::move(*entry), fmt::format("{}:{}", stem, number),
                           fmt::format("{}, entry {}", origin.where, number));
        ready.push_back(std::move(entry));
      }
      return;
    }
    Document document;
    if (format == Format::kHtml) {
      Result<Page> page = read_page(*utf8, origin.where);
      if (!page) return give(page.error());
      document.text = std::move(page->text);
      document.title = std::move(page->title);
      document.url = std::move(page->url);
      document.source = std::move(page->source);
      document.language = std::move(page->language);
      document.published = page->published;
      document.published_minute = page->published_minute;
    } else {
      document.text = std::move(*utf8);
    }
    if (document.url.empty()) document.url = origin.url;
    ready.push_back(finished(std::move(document), origin.id, origin.where));
  }

  /// Fills in what the document does not say of itself, and holds it against the limits.
  Result<Document> finished(Document document, std::string id, const std::string& where) const {
    for (std::string* part : {&document.id, &document.text, &document.title, &document.url, &document.source})
      drop_controls(*part);
    if (is_blank(document.text)) return Error{ErrorId::kEmptyText, "holds no text", where, ""};
    if (document.text.size() > options.limits.text) {
      return Error{ErrorId::kTooLarge,
                   fmt::format("has a text of more than {}", megabytes(options.limits.text)), where,
                   "split the document"};
    }
    assert(!text::first_invalid_utf8(document.text));
    if (document.id.empty()) document.id = std::move(id);
    if (document.source.empty()) document.source = options.source;
    if (document.language.empty()) document.language = options.language;
    if (document.country.empty()) document.country = options.country;
    if (!document.published && options.published) {
      document.published = options.published;
      document.published_given = true;
    }
    document.sha256 = base::sha256(document.text);
    return document;
  }

  void give(Error error) { ready.emplace_back(std::move(error)); }

  Options options;
  std::deque<Input> inputs;
  std::deque<Result<Document>> ready;
  std::optional<LineReader> lines;  // of the JSON Lines that are being read
  std::optional<WarcReader> archive;
  std::string line;
  bool any_document = false;  // the file that is read line by line or record by record held one, good or bad
  std::string name, stem;
  Progress progress;
  bool endless = false;
};

Intake::Intake(std::unique_ptr<State> state) : state_(std::move(state)) {}

Intake::Intake(std::vector<std::string> paths, Options options)
    : state_(std::make_unique<State>(std::move(options))) {
  for (const std::string& path : paths) state_->add(path);
}

Intake Intake::of_bytes(std::string bytes, std::string name, Options options) {
  auto state = std::make_unique<State>(std::move(options));
  state->progress.total = bytes.size();
  state->inputs.emplace_back(State::Memory{std::move(bytes), std::move(name)});
  return Intake(std::move(state));
}

Intake::Intake(Intake&&) noexcept = default;
Intake& Intake::operator=(Intake&&) noexcept = default;
Intake::~Intake() = default;

std::optional<Result<Document>> Intake::next() {
  return state_->next();
}

Intake::Progress Intake::progress() const {
  Progress progress = state_->progress;
  if (state_->lines) progress.done += state_->lines->taken();
  if (state_->archive) progress.done += state_->archive->taken();
  if (state_->endless) progress.total = 0;
  return progress;
}

}  // namespace roznamcha::intake
