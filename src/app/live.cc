#include "app/live.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "app/version.h"
#include "base/file.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using Steady = std::chrono::steady_clock;

constexpr size_t kMostAtOnce = 500;              // files of one run
constexpr size_t kMostBytes = size_t{64} << 20;  // of a feed
constexpr int kMostRedirects = 5;
constexpr auto kGone = std::chrono::hours(24);  // until a feed that is gone for good is asked again

bool is_web_address(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

/// A file as it was when it was last looked at.
struct Seen {
  int64_t size = 0;
  int64_t changed = 0;  // nanoseconds
  bool taken = false;
};

/// The files of a folder that stand still and were not taken yet. `known` is brought up to date.
base::Result<std::vector<std::string>> ready(const std::string& folder, std::map<std::string, Seen>& known) {
  auto files = base::files_below(folder);
  if (!files) return files.error();
  std::map<std::string, Seen> now;
  std::vector<std::string> out;
  for (const std::string& path : *files) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) continue;  // gone meanwhile
    Seen seen{status.st_size, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec, false};
    const auto before = known.find(path);
    if (before != known.end() && before->second.size == seen.size && before->second.changed == seen.changed) {
      seen.taken = before->second.taken;
      if (!seen.taken && out.size() < kMostAtOnce) out.push_back(path);
    }
    now.emplace(path, seen);
  }
  known = std::move(now);
  return out;
}

/// What a server answered.
struct Fetched {
  long status = 0;
  std::string body;
  std::string tag, modified;  // ETag, Last-Modified
  std::chrono::seconds retry_after{0};
};

/// One transfer at a time, by libcurl.
class Fetcher {
 public:
  explicit Fetcher(const std::atomic<bool>& ended) : ended_(ended), handle_(curl_easy_init()) {}
  ~Fetcher() { curl_easy_cleanup(handle_); }
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  /// `tag` and `modified` are those of the answer that is held already, "" if there is none. Errors:
  /// kUnreadable, kTooLarge.
  base::Result<Fetched> get(const std::string& address, const std::string& tag, const std::string& modified) {
    fetched_ = {};
    too_large_ = false;
    curl_easy_reset(handle_);
    char said[CURL_ERROR_SIZE] = "";
    set(CURLOPT_URL, address.c_str());
    set(CURLOPT_ERRORBUFFER, said);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, static_cast<long>(kMostRedirects));
    set(CURLOPT_CONNECTTIMEOUT, 15L);
    set(CURLOPT_TIMEOUT, 120L);
    set(CURLOPT_ACCEPT_ENCODING, "");  // whatever libcurl can unpack
    const std::string agent = fmt::format("roznamcha/{} (feed reader)", kVersion);
    set(CURLOPT_USERAGENT, agent.c_str());
    set(CURLOPT_WRITEFUNCTION, &Fetcher::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Fetcher::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Fetcher::on_progress);
    set(CURLOPT_XFERINFODATA, this);
    curl_slist* headers = curl_slist_append(
        nullptr, "Accept: application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5");
    if (!tag.empty()) headers = curl_slist_append(headers, ("If-None-Match: " + tag).c_str());
    if (!modified.empty()) headers = curl_slist_append(headers, ("If-Modified-Since: " + modified).c_str());
    set(CURLOPT_HTTPHEADER, headers);
    const CURLcode failed = curl_easy_perform(handle_);
    curl_slist_free_all(headers);
    if (too_large_)
      return Error{ErrorId::kTooLarge, fmt::format("the feed is longer than {} MiB", kMostBytes >> 20),
                   address, ""};
    if (failed != CURLE_OK)
      return Error{ErrorId::kUnreadable, *said ? said : curl_easy_strerror(failed), address, ""};
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &fetched_.status);
    return std::move(fetched_);
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_, option, value);
  }

  static size_t on_body(char* bytes, size_t, size_t size, void* self) {
    auto& fetcher = *static_cast<Fetcher*>(self);
    fetcher.too_large_ = fetcher.fetched_.body.size() + size > kMostBytes;
    if (fetcher.too_large_) return 0;
    fetcher.fetched_.body.append(bytes, size);
    return size;
  }

  static size_t on_header(char* bytes, size_t, size_t size, void* self) {
    Fetched& fetched = static_cast<Fetcher*>(self)->fetched_;
    std::string_view line(bytes, size);
    if (line.starts_with("HTTP/")) fetched = {};  // of an answer after a redirect
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    std::string name(line.substr(0, colon));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '\r' || value.back() == '\n' || value.back() == ' '))
      value.remove_suffix(1);
    if (name == "etag") fetched.tag = value;
    if (name == "last-modified") fetched.modified = value;
    if (name == "retry-after") {
      int64_t seconds = 0;
      std::from_chars(value.data(), value.data() + value.size(), seconds);
      fetched.retry_after = std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 7 * 24 * 3600));
    }
    return size;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Fetcher*>(self)->ended_ ? 1 : 0;
  }

  const std::atomic<bool>& ended_;
  CURL* handle_;
  Fetched fetched_;
  bool too_large_ = false;
};

/// `moment` as base::Clock writes it, some seconds later; "" if it is none.
std::string later(const std::string& moment, std::chrono::seconds wait) {
  const auto day = text::parse_date(moment);
  if (!day || moment.size() < 19) return "";
  const auto number = [&](size_t at) { return (moment[at] - '0') * 10 + (moment[at + 1] - '0'); };
  const auto time = std::chrono::sys_seconds(*day) + std::chrono::hours(number(11)) +
                    std::chrono::minutes(number(14)) + std::chrono::seconds(number(17)) + wait;
  const auto date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - date);
  return fmt::format("{}T{:02}:{:02}:{:02}.000Z", text::to_string(date), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace

std::string_view name(SourceHealth::Kind kind) {
  return kind == SourceHealth::Kind::kWatch ? "watch" : "feed";
}

struct Live::State {
  State(Desk& to, LiveOptions with) : desk(to), options(std::move(with)) {}

  Desk& desk;
  const LiveOptions options;
  mutable std::mutex mutex;
  std::condition_variable end;
  std::atomic<bool> ended{false};
  std::vector<SourceHealth> health;  // folders, then feeds
  std::thread watcher, poller;

  /// False once the program ends.
  bool wait(Steady::duration time) {
    std::unique_lock lock(mutex);
    return !end.wait_for(lock, time, [&] { return ended.load(); });
  }

  void attempt(size_t index) {
    const std::lock_guard lock(mutex);
    health[index].last_attempt = options.clock();
  }

  void failed(size_t index, const Error& error) {
    const std::lock_guard lock(mutex);
    SourceHealth& mine = health[index];
    ++mine.failures;
    mine.last_error = base::to_string(error);
  }

  void succeeded(size_t index) {
    const std::lock_guard lock(mutex);
    SourceHealth& mine = health[index];
    mine.failures = 0;
    mine.last_error.clear();
    mine.last_success = options.clock();
  }

  uint64_t incidents() const {
    const auto counts = desk.counts({}, Step::kMonth);
    return counts ? counts->all.incidents : 0;
  }

  /// Adds what came and keeps count. The first input that failed is an error if none was read, the register's
  /// failure in any case.
  base::Status add(size_t index, Inputs inputs) {
    inputs.options = options.inputs;
    inputs.stop = &ended;
    const uint64_t before = incidents();
    base::Status first;
    AddedCounts counts;
    const auto added = desk.add(
        inputs,
        [&](const Error& error) {
          if (!first) first = error;
        },
        {}, &counts);
    const uint64_t after = incidents();
    {
      const std::lock_guard lock(mutex);
      health[index].documents += counts.added + counts.versions;
      health[index].incidents += after > before ? after - before : 0;
    }
    if (!added) return added.error();
    const bool none = counts.added + counts.versions + counts.known == 0;
    return none ? first : base::Status();
  }

  void watch() {
    std::vector<std::map<std::string, Seen>> known(options.folders.size());
    Steady::duration pause{0};
    while (wait(pause)) {
      Steady::duration looking{0};
      for (size_t i = 0; i < options.folders.size() && !ended; ++i) {
        attempt(i);
        const auto begun = Steady::now();
        const auto files = ready(options.folders[i], known[i]);
        looking += Steady::now() - begun;
        if (!files) {
          failed(i, files.error());
          continue;
        }
        if (files->empty()) {
          // A failure stays in view until something is read again.
          const std::lock_guard lock(mutex);
          if (health[i].failures == 0) health[i].last_success = health[i].last_attempt;
          continue;
        }
        Inputs inputs;
        inputs.paths = *files;
        const auto error = add(i, std::move(inputs));
        // What could not be read is tried again once it changes; what the register did not take, at the next
        // look.
        const bool register_failed =
            error && (error->id == ErrorId::kRegisterBusy || error->id == ErrorId::kRegisterFull ||
                      error->id == ErrorId::kRegisterCorrupt);
        for (const std::string& path : *files) known[i][path].taken = !register_failed && !ended;
        error ? failed(i, *error) : succeeded(i);
      }
      // A folder of very many files is not looked through all the time.
      pause = std::max<Steady::duration>(options.look, 10 * looking);
    }
  }

  struct Feed {
    std::string tag, modified;
    Steady::time_point next = Steady::now();
  };

  void poll() {
    Fetcher fetcher(ended);
    std::vector<Feed> feeds(options.feeds.size());
    while (true) {
      const auto due = std::min_element(feeds.begin(), feeds.end(),
                                        [](const Feed& a, const Feed& b) { return a.next < b.next; });
      if (!wait(std::max<Steady::duration>(due->next - Steady::now(), Steady::duration(0)))) return;
      const auto index = static_cast<size_t>(due - feeds.begin());
      const std::chrono::seconds pause =
          poll_one(fetcher, *due, options.folders.size() + index, options.feeds[index]);
      due->next = Steady::now() + pause;
      const std::lock_guard lock(mutex);
      SourceHealth& mine = health[options.folders.size() + index];
      mine.next_attempt = later(options.clock(), pause);
    }
  }

  /// Gives the time until the next poll.
  std::chrono::seconds poll_one(Fetcher& fetcher, Feed& feed, size_t index, const std::string& address) {
    attempt(index);
    const auto fetched = fetcher.get(address, feed.tag, feed.modified);
    const auto after_failure = [&](const Error& error, std::chrono::seconds least) {
      failed(index, error);
      const std::lock_guard lock(mutex);
      const auto doubled = options.poll * (int64_t{1} << std::min<uint64_t>(health[index].failures, 16));
      return std::max(least, std::min<std::chrono::seconds>(doubled, options.longest_wait));
    };
    if (!fetched) return after_failure(fetched.error(), {});
    if (fetched->status == 304) {
      succeeded(index);
      return std::max(options.poll, fetched->retry_after);
    }
    if (fetched->status != 200) {
      const Error error{ErrorId::kUnreadable, fmt::format("the server answered {}", fetched->status), address,
                        ""};
      return after_failure(error,
                           fetched->status == 410 ? std::chrono::seconds(kGone) : fetched->retry_after);
    }
    Inputs inputs;
    inputs.memory = Inputs::Bytes{fetched->body, "feed.xml"};
    if (const auto error = add(index, std::move(inputs))) return after_failure(*error, {});
    feed.tag = fetched->tag;
    feed.modified = fetched->modified;
    succeeded(index);
    return std::max(options.poll, fetched->retry_after);
  }
};

Live::Live(std::unique_ptr<State> state) : state_(std::move(state)) {}

Live::~Live() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
  }
  state_->end.notify_all();
  if (state_->watcher.joinable()) state_->watcher.join();
  if (state_->poller.joinable()) state_->poller.join();
}

base::Result<std::unique_ptr<Live>> Live::start(Desk& desk, LiveOptions options) {
  static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!kReady) return Error{ErrorId::kInternal, "libcurl cannot be used", "", ""};
  auto state = std::make_unique<State>(desk, std::move(options));
  for (const std::string& folder : state->options.folders) {
    if (!base::is_folder(folder))
      return Error{ErrorId::kNotFound, "is no folder that could be watched", folder, "make it first"};
    SourceHealth health;
    health.name = folder;
    state->health.push_back(std::move(health));
  }
  for (const std::string& feed : state->options.feeds) {
    if (!is_web_address(feed))
      return Error{ErrorId::kBadArgument, "is no address of a feed", feed, "http://… or https://…"};
    SourceHealth health;
    health.name = feed;
    health.kind = SourceHealth::Kind::kFeed;
    state->health.push_back(std::move(health));
  }
  State& started = *state;
  if (!started.options.folders.empty()) started.watcher = std::thread([&started] { started.watch(); });
  if (!started.options.feeds.empty()) started.poller = std::thread([&started] { started.poll(); });
  return std::unique_ptr<Live>(new Live(std::move(state)));
}

std::vector<SourceHealth> Live::sources() const {
  const std::lock_guard lock(state_->mutex);
  return state_->health;
}

}  // namespace roznamcha::app
