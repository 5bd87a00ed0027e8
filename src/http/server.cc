#include "http/server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <csignal>
#include <mutex>
#include <optional>
#include <set>

#include "http/problem.h"
#include "http/rate.h"

namespace roznamcha::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using base::Error;
using base::ErrorId;
using boost::system::error_code;

constexpr uint32_t kMostHeader = 32 << 10;
constexpr uint64_t kSlowest = 64 << 10;  // bytes a second that a client must take or give

std::chrono::seconds time_for(uint64_t bytes, std::chrono::seconds least) {
  return least + std::chrono::seconds(bytes / kSlowest);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

Response late(unsigned status, std::string what, int seconds) {
  Response out = problem(status, {ErrorId::kRegisterBusy, std::move(what), "", "try again later"});
  out.headers.emplace_back("Retry-After", std::to_string(seconds));
  return out;
}

Response too_large() {
  return problem(413, {ErrorId::kTooLarge, "the body is longer than may be", "body",
                       "64 MiB for documents, 64 KiB else"});
}

class Connection;

}  // namespace

struct ServerState {
  ServerState(Router& to, Events& of, ServerOptions with)
      : router(to),
        events(of),
        options(std::move(with)),
        rate(options.rate),
        acceptor(io),
        signals(io),
        deadline(io),
        readers(options.readers),
        writers(options.writers) {}
  ~ServerState() { gone = true; }

  void accept();
  void stop();
  void ended();  // a connection has

  Router& router;
  Events& events;
  const ServerOptions options;
  Rate rate;
  std::atomic<bool> stopping{false}, gone{false};
  std::atomic<uint64_t> receiving{0};  // bytes of bodies
  std::atomic<size_t> streams{0};
  std::mutex mutex;
  std::set<Connection*> connections;  // each takes itself out when it ends
  // What stands above must outlive the connections, which live in `io` until it ends.
  asio::io_context io;
  tcp::acceptor acceptor;
  asio::signal_set signals;
  asio::steady_timer deadline;
  asio::thread_pool readers, writers;
};

namespace {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(ServerState& server, tcp::socket socket)
      : server_(server), stream_(std::move(socket)), timer_(stream_.get_executor()) {
    const std::lock_guard lock(server_.mutex);
    server_.connections.insert(this);
  }

  ~Connection() {
    release();
    if (listener_ != 0) {
      server_.events.forget(listener_);
      --server_.streams;
    }
    {
      const std::lock_guard lock(server_.mutex);
      server_.connections.erase(this);
    }
    server_.ended();
  }

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] {
      error_code ignored;
      self->stream_.socket().set_option(tcp::no_delay(true), ignored);
      const auto peer = self->stream_.socket().remote_endpoint(ignored);
      self->peer_ = ignored ? "" : peer.address().to_string();
      self->read();
    });
  }

  /// The server stops: ends at once unless a request is being answered.
  void wind_up() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      self->last_ = true;
      if (self->idle_ || self->listener_ != 0) self->close();
    });
  }

 private:
  void read() {
    if (server_.stopping) return close();
    parser_.emplace();
    parser_->header_limit(kMostHeader);
    parser_->body_limit(kMostBody);
    idle_ = true;
    stream_.expires_after(server_.options.header_time);
    wire::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code failed, size_t) { self->on_header(failed); });
  }

  void on_header(error_code failed) {
    idle_ = false;
    if (failed == wire::error::header_limit) {
      return refuse(problem(
          431, {ErrorId::kTooLarge, fmt::format("the header is longer than {} bytes", kMostHeader), "", ""}));
    }
    if (failed == wire::error::body_limit) return refuse(too_large());
    if (failed.category() == wire::make_error_code(wire::error::bad_method).category() &&
        failed != wire::error::end_of_stream && failed != wire::error::partial_message) {
      return refuse(problem({ErrorId::kBadArgument, "the request is no HTTP/1.1", "", ""}));
    }
    if (failed) return close();  // gone, or too slow
    const auto& head = parser_->get();
    const std::string method(head.method_string()), target(head.target());
    last_ = last_ || !head.keep_alive();
    if (!server_.rate.admits(peer_, std::chrono::steady_clock::now()))
      return refuse(late(429, "too many requests from this address", 1));
    const size_t most = most_body(method, target);
    const auto length = parser_->content_length();
    if (length && *length > most) return refuse(too_large());
    parser_->body_limit(most);
    const uint64_t expected = length ? *length : parser_->chunked() ? most : 0;
    if (expected > 0) {
      if (server_.receiving.fetch_add(expected) + expected > server_.options.most_bytes) {
        server_.receiving -= expected;
        return refuse(late(503, "too many bodies are being received", 5));
      }
      held_ = expected;
    }
    stream_.expires_after(time_for(expected, server_.options.body_time));
    if (beast::iequals(head[wire::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      asio::async_write(
          stream_, asio::buffer(kContinue),
          [self = shared_from_this()](error_code gone, size_t) { gone ? self->close() : self->read_body(); });
    } else {
      read_body();
    }
  }

  void read_body() {
    wire::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code failed, size_t) { self->on_body(failed); });
  }

  void on_body(error_code failed) {
    if (failed == wire::error::body_limit) return refuse(too_large());
    if (failed && failed.category() == wire::make_error_code(wire::error::bad_method).category() &&
        failed != wire::error::partial_message && failed != wire::error::end_of_stream) {
      return refuse(problem({ErrorId::kBadArgument, "the body is not as its header says", "body", ""}));
    }
    if (failed) return close();
    stream_.expires_never();  // until there is an answer
    auto message = parser_->release();
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message)
      request.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    request.peer = peer_;
    head_ = request.method == "HEAD";
    const bool writes = request.method != "GET" && !head_;
    asio::post(writes ? server_.writers : server_.readers,
               [self = shared_from_this(), request = std::move(request)] {
                 Response response;
                 // What a library throws despite all ends this request and not the server.
                 try {
                   response = self->server_.router.answer(request);
                 } catch (const std::exception& defect) {
                   response = problem(500, {ErrorId::kInternal, defect.what(), "", "please report this"});
                 }
                 asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
                   self->release();
                   response.events && !self->head_ ? self->begin_events(std::move(response))
                                                   : self->write(std::move(response));
                 });
               });
  }

  /// Answers without having read the request to its end; the connection cannot go on after it.
  void refuse(Response response) {
    last_ = true;
    unread_ = true;
    head_ = false;
    write(std::move(response));
  }

  void write(Response response) {
    response_ = std::move(response);
    const std::string_view content = response_.content();
    const bool empty = head_ || response_.status == 304 || response_.status == 204;
    message_.emplace(std::piecewise_construct,
                     std::make_tuple(empty ? nullptr : content.data(), empty ? 0 : content.size()),
                     std::make_tuple());
    message_->version(11);
    message_->result(response_.status);
    message_->reason(std::string(reason(response_.status)));
    for (const auto& [name, value] : response_.headers) message_->insert(name, value);
    last_ = last_ || server_.stopping;
    message_->keep_alive(!last_);
    if (response_.status != 304 && response_.status != 204) message_->content_length(content.size());
    serializer_.emplace(*message_);
    stream_.expires_after(time_for(content.size(), server_.options.body_time));
    wire::async_write(stream_, *serializer_, [self = shared_from_this()](error_code failed, size_t) {
      self->serializer_.reset();
      self->message_.reset();
      self->response_ = {};
      if (!failed && self->unread_) return self->drain();
      failed || self->last_ ? self->close() : self->read();
    });
  }

  /// Takes for a moment what still comes: if the connection were closed on it, the answer would be lost too.
  void drain() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds(2));
    discard();
  }

  void discard() {
    rest_.resize(size_t{64} << 10);
    stream_.async_read_some(asio::buffer(rest_), [self = shared_from_this()](error_code failed, size_t) {
      failed ? self->close() : self->discard();
    });
  }

  void begin_events(Response response) {
    if (++server_.streams > server_.options.most_streams) {
      --server_.streams;
      return write(late(503, "too many listen already", 60));
    }
    last_event_ = response.last_event != 0 ? response.last_event : server_.events.newest();
    // The connection may end before the last wake of it has run.
    listener_ = server_.events.listen([weak = weak_from_this()] {
      if (const auto self = weak.lock())
        asio::post(self->stream_.get_executor(), [self] { self->timer_.cancel(); });
    });
    text_ = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    for (const auto& [name, value] : response.headers) text_ += fmt::format("{}: {}\r\n", name, value);
    text_ += "\r\n: welcome\n\n";
    send_events();
  }

  void send_events() {
    stream_.expires_after(server_.options.body_time);
    asio::async_write(stream_, asio::buffer(text_), [self = shared_from_this()](error_code failed, size_t) {
      failed || self->last_ ? self->close() : self->next_events();
    });
  }

  void next_events() {
    text_ = server_.events.after(last_event_);
    if (!text_.empty()) return send_events();
    timer_.expires_after(server_.options.heartbeat);
    timer_.async_wait([self = shared_from_this()](error_code woken) {
      if (self->last_) return self->close();
      if (woken) return self->next_events();
      self->text_ = ": still here\n\n";
      self->send_events();
    });
  }

  void release() {
    server_.receiving -= held_;
    held_ = 0;
  }

  void close() {
    error_code ignored;
    timer_.cancel();
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.close();
  }

  ServerState& server_;
  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  std::string peer_;
  beast::flat_buffer buffer_{size_t{1} << 20};
  std::optional<wire::request_parser<wire::string_body>> parser_;
  Response response_;
  std::optional<wire::response<wire::span_body<const char>>> message_;
  std::optional<wire::response_serializer<wire::span_body<const char>>> serializer_;
  std::string text_;  // of events
  std::string rest_;  // of a request that was refused
  uint64_t last_event_ = 0;
  uint64_t listener_ = 0;  // 0: no stream of events
  uint64_t held_ = 0;      // of ServerState::receiving
  bool head_ = false;      // the method is HEAD
  bool idle_ = true;       // no request has come yet
  bool last_ = false;      // the connection ends with this answer
  bool unread_ = false;    // the request was refused before its end
};

}  // namespace

void ServerState::accept() {
  acceptor.async_accept(asio::make_strand(io), [this](error_code failed, tcp::socket socket) {
    if (stopping) return;
    if (!failed) {
      bool full = false;
      {
        const std::lock_guard lock(mutex);
        full = connections.size() >= options.most_connections;
      }
      if (!full) std::make_shared<Connection>(*this, std::move(socket))->start();
      return accept();
    }
    // Out of file handles, most likely: some will be free soon.
    deadline.expires_after(std::chrono::milliseconds(100));
    deadline.async_wait([this](error_code cancelled) {
      if (!cancelled && !stopping) accept();
    });
  });
}

void ServerState::stop() {
  if (stopping.exchange(true)) return;
  asio::post(io, [this] {
    error_code ignored;
    acceptor.close(ignored);
    signals.cancel(ignored);
    {
      const std::lock_guard lock(mutex);
      for (Connection* connection : connections) {
        // One whose last owner is just going ends by itself.
        if (const auto held = connection->weak_from_this().lock()) held->wind_up();
      }
    }
    deadline.expires_after(options.grace);
    deadline.async_wait([this](error_code cancelled) {
      if (!cancelled) io.stop();
    });
    ended();
  });
}

void ServerState::ended() {
  if (!stopping || gone) return;
  asio::post(io, [this] {
    const std::lock_guard lock(mutex);
    if (connections.empty()) deadline.cancel();
  });
}

bool is_loopback(const std::string& address) {
  error_code failed;
  const auto parsed = asio::ip::make_address(address, failed);
  return !failed && parsed.is_loopback();
}

base::Result<std::pair<std::string, uint16_t>> parse_address(const std::string& text) {
  const Error bad{ErrorId::kBadArgument, fmt::format("'{}' is no address with a port", text), "--listen",
                  "as in 127.0.0.1:8080 or [::1]:8080"};
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return bad;
  std::string address = text.substr(0, colon);
  if (address.size() >= 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  if (address.empty() || address == "localhost") address = "127.0.0.1";
  uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + colon + 1, end, port);
  error_code failed;
  asio::ip::make_address(address, failed);
  if (failed || error != std::errc() || after != end) return bad;
  return std::pair(address, port);
}

Server::Server(std::unique_ptr<ServerState> state) : state_(std::move(state)) {}
Server::~Server() = default;

base::Result<std::unique_ptr<Server>> Server::listen(Router& router, Events& events, ServerOptions options) {
  auto state = std::make_unique<ServerState>(router, events, std::move(options));
  const std::string where = fmt::format("{}:{}", state->options.address, state->options.port);
  error_code failed;
  const tcp::endpoint at(asio::ip::make_address(state->options.address, failed), state->options.port);
  if (!failed) state->acceptor.open(at.protocol(), failed);
  if (!failed) state->acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) state->acceptor.bind(at, failed);
  if (!failed) state->acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    return Error{ErrorId::kBadArgument, fmt::format("cannot listen: {}", failed.message()), where,
                 "name another address with --listen"};
  state->signals.add(SIGINT);
  state->signals.add(SIGTERM);
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

uint16_t Server::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

void Server::run() {
  state_->signals.async_wait([this](error_code cancelled, int) {
    if (!cancelled) state_->stop();
  });
  state_->accept();
  state_->io.run();
  state_->readers.join();
  state_->writers.join();
}

void Server::stop() {
  state_->stop();
}

}  // namespace roznamcha::http
