// A desk over a register of invented reports, for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "app/packs.h"
#include "http/desktop.h"
#include "http/router.h"

namespace roznamcha::http {

inline const std::shared_ptr<const pack::Pack>& packs() {
  static const auto kPacks = [] {
    auto loaded = app::load_packs();
    if (!loaded) std::abort();
    return *loaded;
  }();
  return kPacks;
}

/// Documents as POST takes them. The first two tell of one incident and disagree, the third was copied; one
/// has a hostile title.
inline const char* const kReports = R"json([
{"id":"raid-1","title":"Post raided","source":"Mach Herald","published":"2024-01-30","country":"PK","text":"Gunmen raided a police post in Mach in the early hours of Tuesday, killing three policemen and injuring two others, officials said. No group has claimed responsibility for the attack."},
{"id":"raid-2","title":"Four policemen dead","source":"Bolan Post","published":"2024-01-31","country":"PK","text":"At least four policemen were killed when armed men attacked a police post in Mach on January 30, a senior police officer said."},
{"id":"blast-1","title":"Blast near election office","source":"Mach Herald","published":"2024-02-01","country":"PK","text":"A roadside bomb exploded near the election office of a candidate in Quetta on January 31, killing two people and wounding five, police said. The Baloch Liberation Army claimed responsibility for the blast."},
{"id":"grenade-1","title":"<script>alert(1)</script> \u202e & \"quotes\"","source":"<b>Wire</b>","published":"2024-02-03","country":"PK","text":"Unknown men threw a hand grenade at a polling station in Turbat on February 2, injuring one guard, police said."},
{"id":"week","title":"The week","source":"Bolan Post","published":"2024-02-04","country":"PK","text":"At least 12 people have been killed in attacks across Balochistan in the past week. The government suspended mobile internet in Quetta on Saturday."}
])json";

class Served {
 public:
  explicit Served(bool with_reports = true, const Tokens* tokens = nullptr, bool loopback_only = true) {
    char name[] = "/tmp/roznamcha-http-XXXXXX";
    folder_ = ::mkdtemp(name);
    auto desk = app::Desk::open(folder_ + "/r.db", packs(), {app::Access::kCreate, [this] { return now; }});
    if (!desk) std::abort();
    desk_ = *std::move(desk);
    desktop_ = std::make_unique<Desktop>(*desk_, 1000);
    router_ = std::make_unique<Router>(desktop_->service(nullptr, tokens, loopback_only));
    if (with_reports) {
      Router open(desktop_->service(nullptr, nullptr, true));
      const Response added = open.answer(posting("/api/v1/reports", kReports));
      if (added.status != 200) std::abort();
    }
  }
  ~Served() {
    router_.reset();
    desktop_.reset();
    desk_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static Request getting(std::string target) {
    Request request;
    request.target = std::move(target);
    request.headers = {{"host", "127.0.0.1:8080"}};
    return request;
  }
  static Request posting(std::string target, std::string body, std::string type = "application/json") {
    Request request = getting(std::move(target));
    request.method = "POST";
    request.headers.emplace_back("x-roznamcha", "1");
    request.headers.emplace_back("content-type", std::move(type));
    request.body = std::move(body);
    return request;
  }

  Response ask(const Request& request) { return router_->answer(request); }
  Response get(const std::string& path) { return ask(getting("/api/v1" + path)); }
  Response post(const std::string& path, const nlohmann::json& body) {
    return ask(posting("/api/v1" + path, body.dump()));
  }
  /// The JSON of an answer that must be 200.
  nlohmann::json json(const std::string& path) {
    const Response response = get(path);
    EXPECT_EQ(response.status, 200u) << path << "\n" << response.content();
    return nlohmann::json::parse(response.content(), nullptr, false);
  }

  app::Desk& desk() { return *desk_; }
  Desktop& desktop() { return *desktop_; }
  std::string path() const { return folder_ + "/r.db"; }

  std::string now = "2024-02-05T06:00:00.000Z";

 private:
  std::string folder_;
  std::unique_ptr<app::Desk> desk_;
  std::unique_ptr<Desktop> desktop_;
  std::unique_ptr<Router> router_;
};

}  // namespace roznamcha::http
