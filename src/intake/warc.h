// Archives of the web (WARC 1.0 and 1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "intake/lines.h"

namespace roznamcha::intake {

/// What a server answered, or what a crawler stored, as it came over the wire but for transfer and content
/// codings.
struct WarcRecord {
  std::string url;
  std::string media_type;  // "text/html"; "" if none is stated
  std::string charset;     // as the server declares it, or ""
  std::string bytes;
  uint64_t number = 0;  // of the record, from 1
  std::string where;    // "a.warc.gz, record 12"
};

class WarcReader {
 public:
  /// `limit`: most bytes of one record. `name` is named in errors.
  WarcReader(LineReader lines, uint64_t limit, std::string name);

  /// The next answer of status 200, resource or conversion, whatever it holds; nothing at the end. Other
  /// records are passed over. Errors, after which the next record can be read: kTooLarge, kUnreadable (a
  /// content coding that is not read). Where the archive itself breaks off, a kUnreadable and then the end.
  std::optional<base::Result<WarcRecord>> next();

  uint64_t taken() const { return lines_.taken(); }

 private:
  LineReader lines_;
  uint64_t limit_;
  std::string name_;
  uint64_t number_ = 0;  // of the record
  bool broken_ = false;
};

/// Takes an HTTP answer apart: body, type and charset go into `record`. False if it is no answer of status
/// 200. Errors, `where` = `record.where`: kUnreadable, kTooLarge (unpacks to more than `limit`).
base::Result<bool> read_http(std::string_view answer, uint64_t limit, WarcRecord& record);

}  // namespace roznamcha::intake
