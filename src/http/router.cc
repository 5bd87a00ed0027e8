#include "http/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/version.h"
#include "base/digest.h"
#include "http/problem.h"

extern "C" const unsigned char roznamcha_openapi[];
extern "C" const unsigned char roznamcha_openapi_end[];

namespace roznamcha::http {
namespace {

using base::Error;
using base::ErrorId;

/// Nothing from elsewhere, nothing inline.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'";

/// Sets a header unless the route has set it.
void default_header(Response& response, std::string_view name, std::string_view value) {
  if (response.header(name).empty()) response.headers.emplace_back(name, value);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    const std::string_view part = text.substr(0, text.find(separator));
    out.push_back(part);
    if (part.size() == text.size()) return out;
    text.remove_prefix(part.size() + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// Whether Host names this machine's loopback, whatever the port.
bool is_loopback_host(std::string_view host) {
  std::string name = lower(host);
  if (name.starts_with('[')) {
    name = name.substr(0, name.find(']') + 1);
    return name == "[::1]";
  }
  name = name.substr(0, name.find(':'));
  if (name == "localhost") return true;
  const auto parts = split(name, '.');
  return parts.size() == 4 && parts[0] == "127" &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.size() <= 3 &&
                  part.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

/// Whether a route's path fits; `id` is the segment in place of "{id}".
bool fits(std::string_view pattern, std::string_view path, std::string_view& id) {
  const auto wanted = split(pattern, '/'), given = split(path, '/');
  if (wanted.size() != given.size()) return false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{id}") {
      if (given[i].empty()) return false;
      id = given[i];
    } else if (wanted[i] != given[i]) {
      return false;
    }
  }
  return true;
}

struct Found {
  const Route* route = nullptr;
  std::string_view id;
  std::string_view format;  // by suffix; "" if there is none
};

/// The route of a path; `allowed` gathers the methods that it has.
Found find(std::string_view method, std::string_view path, std::vector<std::string_view>& allowed) {
  Found out;
  for (const Route& route : routes()) {
    std::string_view id;
    if (!fits(route.path, path, id)) continue;
    // "/incidents/map" is no id.
    if (!id.empty() && !allowed.empty()) continue;
    allowed.push_back(route.method);
    if (route.method == method && !out.route) out = {&route, id, ""};
  }
  if (!allowed.empty()) return out;
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot < path.rfind('/')) return out;
  const std::string_view suffix = path.substr(dot + 1);
  for (const Route& route : routes()) {
    if (route.path != path.substr(0, dot) || route.method != "GET") continue;
    const auto format = std::find(route.formats.begin(), route.formats.end(), suffix);
    if (format == route.formats.end() && suffix != "json") continue;
    allowed.push_back(route.method);
    if (route.method == method) out = {&route, "", suffix == "json" ? std::string_view("json") : *format};
  }
  return out;
}

/// The format that Accept likes best; "" if it takes none of them. Of equals the route's first, json before
/// all.
std::string_view accepted(const Route& route, std::string_view accept) {
  if (trimmed(accept).empty()) return "json";
  std::vector<std::string_view> formats{"json"};
  formats.insert(formats.end(), route.formats.begin(), route.formats.end());
  std::string_view best;
  double best_quality = 0;
  for (const std::string_view format : formats) {
    const std::string type = lower(split(media_type(format), ';')[0]);
    double quality = 0;
    int closest = -1;
    for (const std::string_view item : split(accept, ',')) {
      const auto parts = split(item, ';');
      const std::string range = lower(trimmed(parts[0]));
      const int close = range == type                                    ? 2
                        : range == type.substr(0, type.find('/')) + "/*" ? 1
                        : range == "*/*"                                 ? 0
                                                                         : -1;
      if (close <= closest) continue;
      closest = close;
      quality = 1;
      for (size_t i = 1; i < parts.size(); ++i) {
        const std::string_view parameter = trimmed(parts[i]);
        if (!parameter.starts_with("q=")) continue;
        const auto [end, error] = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(),
                                                  quality, std::chars_format::fixed);
        if (error != std::errc()) quality = 0;
      }
    }
    if (quality > best_quality) {
      best = format;
      best_quality = quality;
    }
  }
  return best;
}

Response forbidden(std::string where, std::string what, std::string advice = "") {
  return problem(403, {ErrorId::kBadArgument, std::move(what), std::move(where), std::move(advice)});
}

/// Whether a page of another origin may have sent this; the Response says so.
std::optional<Response> cross_site(const Request& request) {
  if (request.header("x-roznamcha") != "1")
    return forbidden("X-Roznamcha", "a write needs the header X-Roznamcha: 1",
                     "it keeps pages of other origins from writing");
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none")
    return forbidden("Sec-Fetch-Site", "the request comes from another site");
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return {};
  const std::string host = lower(request.header("host")), from = lower(origin);
  if (host.empty() || (from != "http://" + host && from != "https://" + host))
    return forbidden("Origin", "the request comes from another origin");
  return {};
}

}  // namespace

std::string_view openapi() {
  return {reinterpret_cast<const char*>(roznamcha_openapi),
          static_cast<size_t>(roznamcha_openapi_end - roznamcha_openapi)};
}

size_t most_body(std::string_view method, std::string_view target) {
  if (method == "GET" || method == "HEAD") return 0;
  const std::string_view path = target.substr(0, target.find('?'));
  return path.starts_with(kBase) && path.substr(kBase.size()) == "/reports" ? kMostBody : kMostDecision;
}

Response Router::answer(const Request& request) {
  Response response;
  const size_t mark = request.target.find('?');
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = mark == std::string::npos ? std::string_view() : target.substr(mark + 1);
  if (request.target.size() > kMostTarget) {
    response = problem(
        414, {ErrorId::kTooLarge, fmt::format("the address is longer than {} bytes", kMostTarget), "", ""});
  } else if (!path.starts_with('/')) {
    response = problem({ErrorId::kBadArgument, "the address is no path", "", ""});
  } else if (service_.loopback_only && !is_loopback_host(request.header("host"))) {
    // Else a page could have its name resolved to this machine and read the register.
    response = forbidden("Host", "the server answers to names of this machine only",
                         "http://127.0.0.1 or http://localhost");
  } else if (path == kBase || (path.starts_with(kBase) && path[kBase.size()] == '/')) {
    response = api(request, path.substr(kBase.size()), query);
  } else if (request.method != "GET" && request.method != "HEAD") {
    response = problem(405, {ErrorId::kBadArgument, "pages can only be read", "", ""});
    response.headers.emplace_back("Allow", "GET, HEAD");
  } else {
    const auto decoded = percent_decoded(path, false);
    if (!decoded || !service_.pages) {
      response = problem(
          {ErrorId::kUnknownId, "there is no such page", "", fmt::format("the API begins at {}", kBase)});
    } else {
      response = service_.pages->answer(request, *decoded);
    }
  }
  default_header(response, "Content-Security-Policy", kPolicy);
  default_header(response, "X-Content-Type-Options", "nosniff");
  default_header(response, "Referrer-Policy", "no-referrer");
  default_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  default_header(response, "Cross-Origin-Opener-Policy", "same-origin");
  default_header(response, "Cache-Control", "no-store");
  return response;
}

Response Router::api(const Request& request, std::string_view path, std::string_view query) {
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  std::vector<std::string_view> allowed;
  const Found found = find(method, path, allowed);
  if (allowed.empty()) {
    return problem(404, {ErrorId::kUnknownId, "the API has no such address", "",
                         fmt::format("{}/openapi.json lists them", kBase)});
  }
  if (!found.route) {
    Response out = problem(
        405, {ErrorId::kBadArgument, fmt::format("the address takes {}", fmt::join(allowed, ", ")), "", ""});
    out.headers.emplace_back(
        "Allow", fmt::format("{}{}", fmt::join(allowed, ", "), allowed[0] == "GET" ? ", HEAD" : ""));
    return out;
  }
  const Route& route = *found.route;
  const bool writes = route.method != "GET";

  std::string who;
  if (service_.tokens && route.answer && route.path != "/openapi.json") {
    const auto right = service_.tokens->right_of(request.header("authorization"));
    if (!right) {
      Response out = problem(
          401, {ErrorId::kBadArgument, "a token is needed", "Authorization", "Authorization: Bearer TOKEN"});
      out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"roznamcha\"");
      return out;
    }
    if (writes && !right->write) return forbidden("Authorization", "the token may only read");
    who = right->name;
  }
  if (writes) {
    if (auto refused = cross_site(request)) return *std::move(refused);
    if (!service_.desk.writable()) return forbidden("", "the register is open for reading only");
    if (route.path != "/reports" &&
        lower(trimmed(split(request.header("content-type"), ';')[0])) != "application/json")
      return problem(415, {ErrorId::kBadArgument, "the body is no application/json", "Content-Type", ""});
  }

  auto id = percent_decoded(found.id, false);
  if (!id) return problem({ErrorId::kBadArgument, "is no UTF-8 in percent-encoding", "id", ""});
  std::string_view format = found.format;
  if (format.empty())
    format = route.answer && !route.formats.empty() ? accepted(route, request.header("accept")) : "json";
  if (format.empty()) {
    return problem(406,
                   {ErrorId::kBadArgument,
                    fmt::format("the address gives json, {}", fmt::join(route.formats, ", ")), "Accept", ""});
  }
  auto parameters = Parameters::parse(query, route.parameters);
  if (!parameters) return problem(parameters.error());

  std::string tag;
  if (route.tagged) {
    const auto state = service_.desk.state();
    if (!state) return problem(state.error());
    tag = "\"" +
          base::short_digest(fmt::format("{}\n{}\n{}\n{}\n{}", app::kVersion, *state, path, query, format),
                             24) +
          "\"";
    const std::string_view held = request.header("if-none-match");
    if (!held.empty() && (trimmed(held) == "*" || held.find(tag) != std::string_view::npos)) {
      return {
          304,   {{"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept, Authorization"}},
          "",    {},
          false, 0};
    }
  }
  Call call{service_, request, *std::move(id), format, *std::move(parameters), std::move(who)};
  Response out = route.answer(call);
  if (!tag.empty() && out.status == 200) {
    out.headers.emplace_back("ETag", tag);
    out.headers.emplace_back("Cache-Control", "private, no-cache");
  }
  out.headers.emplace_back("Vary", "Accept, Authorization");
  return out;
}

}  // namespace roznamcha::http
