// From the bytes of a file to UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace roznamcha::intake {

/// Charset that a byte order mark at the start of `bytes` names ("UTF-8", "UTF-16LE" …); `size` becomes its
/// length. "" if there is none.
std::string_view byte_order_mark(std::string_view bytes, size_t& size);

/// The charset that an HTML page or an XML document declares in its first bytes (`<meta charset>`, `<meta
/// http-equiv>`,
/// `<?xml encoding?>`); "" if none.
std::string declared_charset(std::string_view bytes);

/// Text as UTF-8, without byte order mark. The charset is that of the mark, else `declared`, if ICU knows it,
/// else UTF-8 if the bytes are valid, else what ICU's detector finds likely. ISO 8859-1 and ASCII are read as
/// Windows-1252, as browsers do.
///
/// `damage`: bad sequences that are forgiven for each 1,000 bytes; each becomes U+FFFD. 0 forgives none.
/// Errors: kBadEncoding, `where` = `name` and, if known, ":" and the byte (from 1) at which the text stops
/// being valid.
base::Result<std::string> to_utf8(std::string_view bytes, std::string_view declared, size_t damage,
                                  std::string_view name);

/// Drops a byte order mark at the start and control characters (below U+0020, U+007F) but tab and line feed;
/// CR LF and CR become LF. What stays is byte for byte the same.
void drop_controls(std::string& text);

/// Whether the text holds something to read: any character but blanks, controls and zero-width ones. `text`
/// is valid UTF-8.
bool is_blank(std::string_view text);

}  // namespace roznamcha::intake
