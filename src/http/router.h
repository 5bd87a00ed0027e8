// Which answer belongs to which request. Knows no socket, so that tests and the fuzz target ask it directly.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/desk.h"
#include "app/live.h"
#include "http/events.h"
#include "http/jobs.h"
#include "http/message.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "http/tokens.h"

namespace roznamcha::http {

/// What routes work with. All outlive the router.
struct Service {
  app::Desk& desk;
  Events& events;
  Jobs& jobs;
  const app::Live* live = nullptr;  // null: nothing is watched or polled
  const Tokens* tokens = nullptr;   // null: none are demanded
  const Pages* pages = nullptr;     // null: only the API is served
  bool loopback_only = true;        // then Host must be a loopback name, against rebinding of names
};

/// A request as a route sees it.
struct Call {
  Service& service;
  const Request& request;
  std::string id;           // of the path, decoded
  std::string_view format;  // "json", or another of the route's
  Parameters parameters;
  std::string who;  // whose token it is; "" without one
};

/// One address and method of the API.
struct Route {
  std::string_view method, path;  // below /api/v1; "{id}" is one segment
  std::vector<std::string_view> parameters;
  std::vector<std::string_view> formats;  // beside json, by suffix or Accept
  bool tagged;                            // the answer changes only with the register
  Response (*answer)(Call& call);
};
/// All routes; the router, the fuzz target and the test of openapi.json loop over this list.
const std::vector<Route>& routes();

/// Media type of a format; "" if there is none of that name.
std::string_view media_type(std::string_view format);

/// The document that describes the routes.
std::string_view openapi();

constexpr std::string_view kBase = "/api/v1";
constexpr size_t kMostTarget = 8192;               // bytes of path and query
constexpr size_t kMostBody = size_t{64} << 20;     // of posted documents
constexpr size_t kMostDecision = size_t{1} << 16;  // of any other body

/// How long a body may be for a request, by its method and target.
size_t most_body(std::string_view method, std::string_view target);

class Router {
 public:
  explicit Router(Service service) : service_(service) {}
  /// Never fails: what a request does wrong, or the register, becomes a problem. For many threads.
  Response answer(const Request& request);

 private:
  Response api(const Request& request, std::string_view path, std::string_view query);
  Service service_;
};

}  // namespace roznamcha::http
