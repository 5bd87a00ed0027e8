#include "http/pages.h"

#include <cstdint>
#include <cstring>

#include "base/compress.h"
#include "base/digest.h"
#include "http/problem.h"

/// Made by cmake/embed.cmake: for each file the length of its path, the length of its contents (32 bits each,
/// in the machine's byte order), path, contents. An empty path ends the list.
extern "C" const unsigned char roznamcha_pages[];

namespace roznamcha::http {
namespace {

std::string_view type_of(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".geojson", "application/geo+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  };
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

bool takes_gzip(const Request& request) {
  const std::string_view accepted = request.header("accept-encoding");
  return accepted.find("gzip") != std::string_view::npos &&
         accepted.find("gzip;q=0") == std::string_view::npos;
}

}  // namespace

Pages::Pages() {
  for (const unsigned char* at = roznamcha_pages;;) {
    uint32_t path = 0, contents = 0;
    std::memcpy(&path, at, sizeof path);
    std::memcpy(&contents, at + sizeof path, sizeof contents);
    if (path == 0) break;
    at += sizeof path + sizeof contents;
    const std::string_view name(reinterpret_cast<const char*>(at), path);
    const std::string_view packed(reinterpret_cast<const char*>(at) + path, contents);
    pages_[name] = {packed, "\"" + base::short_digest(packed, 20) + "\"", type_of(name)};
    at += path + contents;
  }
}

Response Pages::answer(const Request& request, std::string_view path) const {
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  auto found = pages_.find(path);
  // The pages of the desk have addresses of their own, which the index shows; an id may hold a dot.
  const bool of_desk = path.starts_with("reports/") || path.starts_with("incidents/");
  if (found == pages_.end() && (of_desk || last.find('.') == std::string_view::npos))
    found = pages_.find("index.html");
  if (found == pages_.end())
    return problem(404, {base::ErrorId::kUnknownId, "there is no such page", std::string(path), ""});
  const Page& page = found->second;
  Response out;
  out.headers = {{"Content-Type", std::string(page.type)},
                 {"ETag", page.tag},
                 {"Vary", "Accept-Encoding"},
                 // The names of built files hold a digest of what is in them.
                 {"Cache-Control",
                  found->first.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (request.header("if-none-match").find(page.tag) != std::string_view::npos) {
    out.status = 304;
  } else if (takes_gzip(request)) {
    out.headers.emplace_back("Content-Encoding", "gzip");
    out.fixed = page.packed;
  } else {
    constexpr uint64_t kMost = uint64_t{64} << 20;
    auto plain = base::decompress_gzip(page.packed, kMost);
    if (!plain) return problem(500, plain.error());
    out.body = *std::move(plain);
  }
  return out;
}

}  // namespace roznamcha::http
