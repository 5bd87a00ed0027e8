// HTTP/1.1 over TCP around a Router.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "http/events.h"
#include "http/router.h"

namespace roznamcha::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  // 0: any that is free
  unsigned readers = 4;  // threads that answer
  unsigned writers = 2;  // threads that answer writes, which may take long
  size_t most_connections = 1024;
  size_t most_streams = 256;                  // of events
  uint64_t most_bytes = uint64_t{512} << 20;  // of all bodies that are being received
  double rate = 0;                            // requests a second of one address; 0: no limit
  std::chrono::seconds header_time{
      20};  // until a whole header is there; also how long an idle connection is kept
  std::chrono::seconds body_time{30};  // and a second for each 64 KiB
  std::chrono::seconds heartbeat{15};  // of the stream of events
  std::chrono::seconds grace{5};       // for what is being answered when the server stops
};

/// Whether an address (no name) is of this machine's loopback.
bool is_loopback(const std::string& address);
/// "127.0.0.1:8080", "[::1]:8080", ":8080" (loopback). Errors: kBadArgument.
base::Result<std::pair<std::string, uint16_t>> parse_address(const std::string& text);

struct ServerState;

class Server {
 public:
  /// Listens. Errors: kBadArgument (the address is none, is taken, or may not be used).
  static base::Result<std::unique_ptr<Server>> listen(Router& router, Events& events, ServerOptions options);
  ~Server();

  uint16_t port() const;
  /// Serves until stop(), SIGINT or SIGTERM. What is being answered then is finished, within `grace`.
  void run();
  /// From any thread.
  void stop();

 private:
  explicit Server(std::unique_ptr<ServerState> state);
  std::unique_ptr<ServerState> state_;
};

}  // namespace roznamcha::http
