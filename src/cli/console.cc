#include "cli/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace roznamcha::cli {
namespace {

constexpr size_t kBuffer = size_t{1} << 16;
constexpr auto kBetweenShows = std::chrono::milliseconds(100);

/// Columns of the terminal on standard output; 0 if it is none and COLUMNS does not say.
size_t terminal_width() {
  if (const char* columns = std::getenv("COLUMNS")) {
    const int width = std::atoi(columns);
    if (width > 0) return static_cast<size_t>(width);
  }
  winsize size{};
  return ::isatty(STDOUT_FILENO) && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) && (!no_colour || !*no_colour) &&
         (!terminal || std::string_view(terminal) != "dumb");
}

std::string thousands(uint64_t number) {
  std::string out = std::to_string(number);
  for (size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

}  // namespace

std::string progress_line(const app::Progress& progress, double seconds) {
  std::string line =
      fmt::format("{} document{}", thousands(progress.documents), progress.documents == 1 ? "" : "s");
  if (seconds >= 0.5) {
    line += fmt::format(
        ", {}/s", thousands(static_cast<uint64_t>(static_cast<double>(progress.documents) / seconds + 0.5)));
    if (progress.bytes_total > 0 && progress.bytes_done > 0) {
      const double done =
          static_cast<double>(progress.bytes_done) / static_cast<double>(progress.bytes_total);
      const auto left = static_cast<uint64_t>(done < 1 ? seconds / done - seconds + 0.5 : 0);
      line += fmt::format(", {}:{:02} left", left / 60, left % 60);
    }
  }
  if (progress.failed > 0) line += fmt::format(", {} failed", thousands(progress.failed));
  return line;
}

Console::Console() : look_{wants_colour(), terminal_width()}, shows_progress_(::isatty(STDERR_FILENO)) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is seen where it is written to
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may not grow
  began_ = shown_ = std::chrono::steady_clock::now();
}

Console::~Console() {
  end_progress();
}

bool Console::flush() {
  for (size_t done = 0; !closed_ && done < pending_.size();) {
    const ssize_t written = ::write(STDOUT_FILENO, pending_.data() + done, pending_.size() - done);
    if (written >= 0) {
      done += static_cast<size_t>(written);
    } else if (errno != EINTR) {
      closed_ = true;
      if (errno != EPIPE) write_error_ = errno;
    }
  }
  pending_.clear();
  return !closed_;
}

bool Console::write(std::string_view text) {
  if (closed_) return false;
  pending_ += text;
  // On a terminal each piece is seen at once.
  return pending_.size() < kBuffer && look_.width == 0 ? true : flush();
}

base::Status Console::finish() {
  end_progress();
  flush();
  if (write_error_ == 0) return {};
  return base::Error{base::ErrorId::kUnwritable,
                     std::string("cannot be written: ") + std::strerror(write_error_), "standard output", ""};
}

void Console::message(std::string_view line) {
  end_progress();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void Console::error(const base::Error& error) {
  message("roznamcha: " + base::to_string(error));
}

void Console::progress(const app::Progress& progress) {
  if (!shows_progress_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < kBetweenShows) return;
  shown_ = now;
  progress_stands_ = true;
  const std::string line = progress_line(progress, std::chrono::duration<double>(now - began_).count());
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
}

void Console::end_progress() {
  if (!progress_stands_) return;
  progress_stands_ = false;
  std::fprintf(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace roznamcha::cli
