#include "http/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "http/service_for_test.h"

namespace roznamcha::http {
namespace {

using namespace std::chrono_literals;

/// A connection to the server, byte by byte.
class Client {
 public:
  explicit Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False if the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  /// What comes until `end` stands in it, the server closes, or the time is over.
  std::string read_until(std::string_view end, std::chrono::milliseconds most = 10s) {
    const auto deadline = std::chrono::steady_clock::now() + most;
    while (end.empty() || held_.find(end) == std::string::npos) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd wait{socket_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) break;
      char bytes[4096];
      const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
      if (got <= 0) {
        closed_ = true;
        break;
      }
      held_.append(bytes, static_cast<size_t>(got));
    }
    const size_t cut =
        end.empty()
            ? held_.size()
            : std::min(held_.find(end), held_.size() - std::min(end.size(), held_.size())) + end.size();
    std::string out = held_.substr(0, cut);
    held_.erase(0, out.size());
    return out;
  }
  std::string read_to_the_end(std::chrono::milliseconds most = 10s) { return read_until("", most); }
  bool closed() const { return closed_; }

 private:
  int socket_;
  std::string held_;
  bool closed_ = false;
};

class ServerTest : public testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    options.port = 0;
    router_ = std::make_unique<Router>(served_.desktop().service(nullptr, nullptr, true));
    auto server = Server::listen(*router_, served_.desktop().events(), options);
    ASSERT_TRUE(server);
    server_ = *std::move(server);
    port_ = server_->port();
    thread_ = std::thread([this] { server_->run(); });
  }
  void TearDown() override { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  /// One request on a connection of its own.
  std::string ask(std::string_view request) {
    Client client(port_);
    client.send(request);
    return client.read_to_the_end();
  }
  static std::string get(std::string_view target, std::string_view more = "Connection: close\r\n") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", target, more);
  }
  static std::string post(std::string_view more, std::string_view body = "") {
    return fmt::format(
        "POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Roznamcha: 1\r\nContent-Type: "
        "text/plain\r\n{}\r\n{}",
        more, body);
  }

  Served served_;
  std::unique_ptr<Router> router_;
  std::unique_ptr<Server> server_;
  uint16_t port_ = 0;
  std::thread thread_;
};

TEST_F(ServerTest, AnswersOneRequestAfterTheOtherOnAConnection) {
  start();
  Client client(port_);
  client.send(get("/api/v1/incidents?place=Mach", "") + get("/api/v1/nothing", ""));  // both at once
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
  client.read_until("HTTP/1.1 404 Not Found\r\n");
  EXPECT_FALSE(client.closed());
  client.send(get("/api/v1/incidents"));
  EXPECT_NE(client.read_to_the_end().find("HTTP/1.1 200"), std::string::npos);
  EXPECT_TRUE(client.closed()) << "Connection: close";
}

TEST_F(ServerTest, HeadHasNoBody) {
  start();
  const std::string answer =
      ask("HEAD /api/v1/incidents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_EQ(answer.find("Content-Length: 0\r\n"), std::string::npos) << "the length is that of GET";
}

TEST_F(ServerTest, ARequestThatIsNoneIsAnswered) {
  start();
  for (const char* request :
       {"nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\n\r\nx y z\r\n", "GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
        "POST /api/v1/reports HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
    EXPECT_TRUE(ask(request).starts_with("HTTP/1.1 400")) << request;
  }
  EXPECT_TRUE(
      ask("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n").starts_with("HTTP/1.1 431"));
}

TEST_F(ServerTest, ABodyThatIsTooLargeIsNotTaken) {
  start();
  EXPECT_TRUE(ask(post("Content-Length: 67108865\r\n")).starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(ask(get("/", "Content-Length: 5\r\n")).starts_with("HTTP/1.1 413")) << "pages take none";
  Client client(port_);
  client.send(fmt::format(
      "POST /api/v1/review/undo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = fmt::format("{:x}\r\n{}\r\n", 50'000, std::string(50'000, ' '));
  for (int i = 0; i < 3; ++i) client.send(chunk);
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 413"));
}

TEST_F(ServerTest, ContinueIsSaidToWhoWaitsForIt) {
  start();
  Client client(port_);
  const std::string text = "Two men were killed in Hub on Monday, police said.";
  client.send(post(fmt::format("Expect: 100-continue\r\nContent-Length: {}\r\n", text.size())));
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  client.send(text);
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, WhoNeverEndsARequestIsLeft) {
  ServerOptions options;
  options.header_time = 1s;
  options.body_time = 1s;
  start(options);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<Client>(port_));
    slow.back()->send(i % 2 ? "GET /api/v1/inci" : post("Content-Length: 100\r\n", "Two"));
  }
  EXPECT_TRUE(ask(get("/api/v1/incidents")).starts_with("HTTP/1.1 200")) << "others are served meanwhile";
  for (const auto& client : slow) {
    client->read_to_the_end(5s);
    EXPECT_TRUE(client->closed());
  }
}

TEST_F(ServerTest, WhoTakesNoAnswerIsLeft) {
  ServerOptions options;
  options.body_time = 1s;
  start(options);
  Client client(port_);
  std::string many;
  for (int i = 0; i < 2000; ++i) many += get("/api/v1/openapi.json", "");
  std::thread sender([&] { client.send(many); });  // 160 MB of answers that nobody reads
  std::this_thread::sleep_for(3s);
  sender.join();  // the server has closed, so that sending has ended
  EXPECT_TRUE(ask(get("/api/v1/incidents")).starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, TooManyRequestsAreRefused) {
  ServerOptions options;
  options.rate = 5;
  start(options);
  int refused = 0;
  std::string last;
  for (int i = 0; i < 30; ++i) {
    const std::string answer = ask(get("/api/v1/openapi.json"));
    if (answer.starts_with("HTTP/1.1 429")) {
      ++refused;
      last = answer;
    }
  }
  EXPECT_GE(refused, 10);
  EXPECT_NE(last.find("Retry-After: "), std::string::npos);
}

TEST_F(ServerTest, TooManyConnectionsAreClosed) {
  ServerOptions options;
  options.most_connections = 5;
  start(options);
  std::vector<std::unique_ptr<Client>> clients;
  int closed = 0;
  for (int i = 0; i < 20; ++i) clients.push_back(std::make_unique<Client>(port_));
  for (const auto& client : clients) {
    client->read_to_the_end(200ms);
    closed += client->closed() ? 1 : 0;
  }
  EXPECT_EQ(closed, 15);
  clients.clear();
  std::string answer;
  for (int i = 0; i < 50 && !answer.starts_with("HTTP/1.1 200"); ++i) {
    std::this_thread::sleep_for(20ms);
    answer = ask(get("/api/v1/openapi.json"));
  }
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << "room again";
}

TEST_F(ServerTest, EventsTellWhatIsAdded) {
  ServerOptions options;
  options.heartbeat = 1s;
  start(options);
  Client client(port_);
  client.send(get("/api/v1/events", ""));
  const std::string head = client.read_until("\n\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_NE(client.read_until(": still here\n\n", 5s).find(": still here"), std::string::npos);
  const std::string text = "Two men were killed in Hub on Monday, police said.";
  EXPECT_TRUE(ask(post(fmt::format("Content-Length: {}\r\nConnection: close\r\n", text.size()), text))
                  .starts_with("HTTP/1.1 200"));
  const std::string report = client.read_until("event: report\n");
  const std::string incident = client.read_until("\"change\":\"new\"}\n\n");
  EXPECT_NE(incident.find("event: incident\n"), std::string::npos) << incident;

  // Who comes back is told what it missed.
  const size_t mark = report.rfind("id: ");
  ASSERT_NE(mark, std::string::npos);
  const auto number = std::stoull(report.substr(mark + 4));
  Client again(port_);
  again.send(get("/api/v1/events", fmt::format("Last-Event-ID: {}\r\n", number)));
  EXPECT_NE(again.read_until("\"change\":\"new\"}\n\n").find(fmt::format("id: {}\n", number + 1)),
            std::string::npos);
  Client stranger(port_);
  stranger.send(get("/api/v1/events", "Last-Event-ID: 7\r\n"));
  EXPECT_NE(stranger.read_until("event: reset\n").find("event: reset"), std::string::npos)
      << "of an earlier run";
}

TEST_F(ServerTest, StopsAtOnceWhereNothingIsBeingAnswered) {
  start();
  Client idle(port_), stream(port_);
  idle.send("GET /api/v1/inc");
  stream.send(get("/api/v1/events", ""));
  stream.read_until("\n\n");
  const auto begun = std::chrono::steady_clock::now();
  stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 4s);
  idle.read_to_the_end(1s);
  stream.read_to_the_end(1s);
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(stream.closed());
}

TEST(Address, Forms) {
  EXPECT_EQ(*parse_address("127.0.0.1:8080"), (std::pair<std::string, uint16_t>("127.0.0.1", 8080)));
  EXPECT_EQ(*parse_address("[::1]:80"), (std::pair<std::string, uint16_t>("::1", 80)));
  EXPECT_EQ(*parse_address(":0"), (std::pair<std::string, uint16_t>("127.0.0.1", 0)));
  EXPECT_EQ(*parse_address("localhost:1"), (std::pair<std::string, uint16_t>("127.0.0.1", 1)));
  for (const char* wrong :
       {"", "8080", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "example.org:80", "127.0.0.1:80x"})
    EXPECT_FALSE(parse_address(wrong)) << wrong;
  EXPECT_TRUE(is_loopback("127.0.0.1") && is_loopback("127.1.2.3") && is_loopback("::1"));
  EXPECT_FALSE(is_loopback("0.0.0.0") || is_loopback("::") || is_loopback("192.168.0.1") || is_loopback(""));
}

}  // namespace
}  // namespace roznamcha::http
