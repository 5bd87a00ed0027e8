#include "base/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace roznamcha::base {
namespace fs = std::filesystem;

Result<std::string> read_file(const std::string& path, uint64_t limit) {
  std::error_code error;
  if (fs::is_directory(path, error)) return Error{ErrorId::kUnreadable, "is a folder", path, ""};
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) {
    const ErrorId id = errno == ENOENT ? ErrorId::kNotFound : ErrorId::kUnreadable;
    return Error{id, fmt::format("cannot be opened: {}", std::strerror(errno)), path, ""};
  }
  std::string bytes;
  char chunk[1 << 16];
  for (size_t got; (got = std::fread(chunk, 1, sizeof chunk, file.get())) > 0;) {
    bytes.append(chunk, got);
    if (bytes.size() > limit) {
      return Error{ErrorId::kTooLarge, fmt::format("is larger than {} bytes", limit), path,
                   "split it into smaller files"};
    }
  }
  if (std::ferror(file.get()))
    return Error{ErrorId::kUnreadable, fmt::format("cannot be read: {}", std::strerror(errno)), path, ""};
  return bytes;
}

Result<std::vector<std::string>> files_below(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
  if (error) {
    const ErrorId id =
        error == std::errc::no_such_file_or_directory ? ErrorId::kNotFound : ErrorId::kUnreadable;
    return Error{id, fmt::format("cannot be listed: {}", error.message()), folder, ""};
  }
  while (it != end) {
    const bool hidden = it->path().filename().string().starts_with('.');
    if (hidden && it->is_directory(error)) it.disable_recursion_pending();
    if (!hidden && it->is_regular_file(error)) paths.push_back(it->path().string());
    it.increment(error);
    if (error)
      return Error{ErrorId::kUnreadable, fmt::format("cannot be listed: {}", error.message()), folder, ""};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::string stem(const std::string& path) {
  fs::path file = fs::path(path).filename();
  if (file.extension() == ".gz" || file.extension() == ".zst") file = file.stem();
  return file.stem().string();
}

}  // namespace roznamcha::base
