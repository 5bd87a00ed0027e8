// The way in: files, folders and standard input of any supported format, given as documents one after the
// other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "record/document.h"
#include "text/date.h"

namespace roznamcha::intake {

/// What one input may weigh, in bytes. What is over a limit is a kTooLarge; reading goes on with the next
/// document.
struct Limits {
  uint64_t text = uint64_t{16} << 20;  // text of one document, as UTF-8
  uint64_t line = uint64_t{64} << 20;  // line of JSON Lines, unpacked
  uint64_t file = uint64_t{64} << 20;  // file of any other format or record of an archive, unpacked; JSON
                                       // Lines and WARC may have any size
};

/// What holds for documents that do not say it of themselves.
struct Options {
  std::optional<text::Date> published;
  std::string country;          // ISO 3166-1 alpha-2, or ""
  std::string source;           // publisher, or ""
  std::string language = "en";  // BCP 47
  Limits limits;
};

/// Reads inputs as documents, in order, holding one file at most in memory, or one line of JSON Lines, or one
/// record of an archive.
///
/// A path is a file, a folder (all files below it, sorted by path, hidden ones left out) or "-" (standard
/// input). Formats, by content and by name: JSON Lines (`.jsonl`, `.ndjson`, `.json`, or content that starts
/// with "{"), HTML, RSS and Atom (every entry is a document), WARC (every page, feed and text in it), and
/// plain text for all else; each also packed by gzip or zstd, which content alone tells.
///
/// A document's text is valid UTF-8 and not blank. JSON Lines and plain text: as it came, but for a byte
/// order mark and control characters, which are dropped (tabs stay; CR LF and CR become LF). HTML: its main
/// text, paragraphs parted by an empty line. Feeds: the entry's content, else its summary, in the same way.
///
/// id: the document's own (JSON), an entry's guid, id or link (feeds), the address (WARC), else the file's
/// stem ("stdin" for
/// "-"), with ":" and the line or the number of the entry where a file can hold several.
///
/// Errors, one for each document that cannot be given: kNotFound, kUnreadable (no permission, damaged
/// packing, no text), kTooLarge, kBadEncoding (file:line:byte, or file:byte), kBadJson, kBadDate, kEmptyText,
/// kNoArticle, kBadFeed.
class Intake {
 public:
  explicit Intake(std::vector<std::string> paths, Options options = {});
  /// An input that is in memory already, read as a file of that name would be.
  static Intake of_bytes(std::string bytes, std::string name, Options options = {});
  Intake(Intake&&) noexcept;
  Intake& operator=(Intake&&) noexcept;
  ~Intake();

  /// The next document, or what was wrong with it; nothing at the end of all inputs.
  std::optional<base::Result<record::Document>> next();

  /// How far the reading is, in bytes as stored (packed ones if packed).
  struct Progress {
    uint64_t done = 0;
    uint64_t total = 0;  // 0: not known, standard input is among the inputs
  };
  Progress progress() const;

 private:
  struct State;
  explicit Intake(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::intake
