#include "app/live.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "app/packs.h"
#include "ledger/synthetic_for_test.h"

namespace roznamcha::app {
namespace {

using namespace std::chrono_literals;
using ledger::TemporaryFolder;
using ledger::write_bytes;

constexpr std::string_view kRaid =
    "Gunmen raided a police post in Mach in the early hours of Tuesday, killing three policemen, officials "
    "said.";
constexpr std::string_view kBlast = "A bomb killed two men in Hub on January 31, police said.";

std::string feed(std::string_view text) {
  return fmt::format(
      "<rss version=\"2.0\"><channel><title>Wire</title><item><title>Raid</title><guid>raid</guid>"
      "<pubDate>Tue, 30 Jan 2024 09:00:00 GMT</pubDate><description>{}</description></item></channel></rss>",
      text);
}

std::string answer(std::string_view status, std::string_view more, std::string_view body = "") {
  return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", status, more,
                     body.size(), body);
}

/// A web server of this machine that answers by a function of the request.
class Publisher {
 public:
  using Answer = std::function<std::string(const std::string& request)>;
  explicit Publisher(Answer answer) : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    socklen_t size = sizeof at;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Publisher() {
    ended_ = true;
    thread_.join();
    ::close(socket_);
  }
  std::string address() const { return fmt::format("http://127.0.0.1:{}/feed", port_); }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void run() {
    while (!ended_) {
      pollfd wait{socket_, POLLIN, 0};
      if (::poll(&wait, 1, 50) <= 0) continue;
      const int client = ::accept(socket_, nullptr, nullptr);
      std::string request;
      char bytes[4096];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(client, bytes, sizeof bytes, 0);
        if (got <= 0) break;
        request.append(bytes, static_cast<size_t>(got));
      }
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const std::string out = answer_(request);
      for (size_t sent = 0; sent < out.size();) {
        const ssize_t more = ::send(client, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
        if (more <= 0) break;
        sent += static_cast<size_t>(more);
      }
      ::close(client);
    }
  }

  Answer answer_;
  int socket_;
  uint16_t port_ = 0;
  std::atomic<bool> ended_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

class LiveTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto pack = load_packs();
    ASSERT_TRUE(pack);
    auto desk = Desk::open(folder_ / "r.db", *pack, {Access::kCreate});
    ASSERT_TRUE(desk);
    desk_ = *std::move(desk);
    std::filesystem::create_directory(folder_ / "dropped");
  }

  LiveOptions options() {
    LiveOptions out;
    out.look = 100ms;
    out.poll = 1s;
    return out;
  }

  void start(const LiveOptions& options) {
    auto live = Live::start(*desk_, options);
    ASSERT_TRUE(live);
    live_ = *std::move(live);
  }

  SourceHealth health() const { return live_->sources().at(0); }

  /// Whether it comes true within some seconds.
  static bool soon(const std::function<bool()>& test) {
    for (int i = 0; i < 200; ++i) {
      if (test()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  size_t incidents() const { return desk_->total({})->incidents; }

  TemporaryFolder folder_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<Live> live_;
};

TEST_F(LiveTest, AFeedThatHasNotChangedIsNotSentAgain) {
  Publisher publisher([](const std::string& request) {
    if (request.find("If-None-Match: \"a\"\r\n") != std::string::npos) return answer("304 Not Modified", "");
    return answer("200 OK", "ETag: \"a\"\r\nLast-Modified: Tue, 30 Jan 2024 10:00:00 GMT\r\n", feed(kRaid));
  });
  auto with = options();
  with.feeds = {publisher.address()};
  start(with);
  ASSERT_TRUE(soon([&] { return publisher.requests().size() >= 3; }));
  const auto requests = publisher.requests();
  EXPECT_EQ(requests[0].find("If-None-Match"), std::string::npos);
  EXPECT_NE(requests[1].find("If-Modified-Since: Tue, 30 Jan 2024 10:00:00 GMT\r\n"), std::string::npos);
  EXPECT_EQ(health().documents, 1u);
  EXPECT_EQ(health().incidents, 1u);
  EXPECT_EQ(health().failures, 0u);
  EXPECT_EQ(health().kind, SourceHealth::Kind::kFeed);
  EXPECT_FALSE(health().last_success.empty());
}

TEST_F(LiveTest, FailuresInARowDoubleTheWait) {
  Publisher publisher([](const std::string&) { return answer("500 Internal Server Error", ""); });
  auto with = options();
  with.feeds = {publisher.address()};
  start(with);
  std::this_thread::sleep_for(5s);
  EXPECT_EQ(publisher.requests().size(), 2u) << "at once, after 2 seconds, and then after 4";
  EXPECT_EQ(health().failures, 2u);
  EXPECT_NE(health().last_error.find("500"), std::string::npos);
  EXPECT_TRUE(health().last_success.empty());
}

TEST_F(LiveTest, WhoAsksForTimeGetsIt) {
  Publisher publisher(
      [](const std::string&) { return answer("503 Service Unavailable", "Retry-After: 3600\r\n"); });
  auto with = options();
  with.feeds = {publisher.address()};
  start(with);
  std::this_thread::sleep_for(3s);
  EXPECT_EQ(publisher.requests().size(), 1u);
  EXPECT_GT(health().next_attempt, health().last_attempt);
}

TEST_F(LiveTest, WhatIsNoFeedOrTooMuchOfItIsAFailure) {
  Publisher nothing([](const std::string&) { return answer("200 OK", "", "<not a feed"); });
  Publisher circle([&](const std::string&) { return answer("302 Found", "Location: /feed\r\n"); });
  Publisher elsewhere(
      [](const std::string&) { return answer("302 Found", "Location: file:///etc/passwd\r\n"); });
  auto with = options();
  with.feeds = {nothing.address(), circle.address(), elsewhere.address()};
  start(with);
  ASSERT_TRUE(soon([&] {
    for (const auto& source : live_->sources()) {
      if (source.failures == 0) return false;
    }
    return true;
  }));
  EXPECT_LE(circle.requests().size(), 7u);
  EXPECT_EQ(incidents(), 0u);
}

TEST_F(LiveTest, FilesAreTakenOnceAndAgainWhenTheyChange) {
  auto with = options();
  with.folders = {folder_ / "dropped"};
  start(with);
  const std::string path = folder_ / "dropped/raid.txt";
  write_bytes(path, std::string(kRaid));
  write_bytes(folder_ / "dropped/.hidden.txt", std::string(kBlast));
  ASSERT_TRUE(soon([&] { return incidents() == 1; }));
  EXPECT_TRUE(soon([&] { return health().documents == 1; }));
  std::this_thread::sleep_for(500ms);
  EXPECT_EQ(health().documents, 1u) << "not again";
  write_bytes(path, std::string(kBlast) + " More is not known.");
  EXPECT_TRUE(soon([&] { return health().documents == 2; }));
}

TEST_F(LiveTest, AFileThatGrowsIsLeftUntilItStandsStill) {
  auto with = options();
  with.look = 500ms;
  with.folders = {folder_ / "dropped"};
  start(with);
  const std::string path = folder_ / "dropped/grows.txt";
  std::string text(kRaid);
  for (int i = 0; i < 20; ++i) {
    write_bytes(path, text += " More is not known.");
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(health().documents, 0u);
  }
  EXPECT_TRUE(soon([&] { return health().documents == 1; }));
}

TEST_F(LiveTest, AFileThatCannotBeReadIsTold) {
  auto with = options();
  with.folders = {folder_ / "dropped"};
  start(with);
  write_bytes(folder_ / "dropped/bad.jsonl", "{\"id\": 1}\n");
  EXPECT_TRUE(soon([&] { return health().failures == 1; }));
  EXPECT_FALSE(health().last_error.empty());
  write_bytes(folder_ / "dropped/good.txt", std::string(kRaid));
  EXPECT_TRUE(soon([&] { return health().failures == 0 && incidents() == 1; }))
      << "the others are still taken";
}

TEST_F(LiveTest, SourcesThatCannotBe) {
  LiveOptions with;
  with.folders = {folder_ / "none"};
  EXPECT_EQ(Live::start(*desk_, with).error().id, base::ErrorId::kNotFound);
  with.folders.clear();
  with.feeds = {"file:///etc/passwd"};
  EXPECT_EQ(Live::start(*desk_, with).error().id, base::ErrorId::kBadArgument);
}

}  // namespace
}  // namespace roznamcha::app
