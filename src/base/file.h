// Files, with errors that say what and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace roznamcha::base {

/// Whole contents of a file of at most `limit` bytes. Errors: kNotFound, kUnreadable, kTooLarge.
Result<std::string> read_file(const std::string& path, uint64_t limit);

/// Regular files below a folder, at any depth, sorted by path; hidden ones left out.
Result<std::vector<std::string>> files_below(const std::string& folder);

bool is_folder(const std::string& path);

/// "reports/a.txt" → "a"; of "a.jsonl.gz" → "a".
std::string stem(const std::string& path);

}  // namespace roznamcha::base
