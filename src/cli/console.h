// The three streams: data, messages, progress.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/read.h"
#include "base/error.h"
#include "publish/terminal.h"

namespace roznamcha::cli {

/// Data on standard output, all else on standard error. Progress is shown only where standard error is a terminal, colour only where
/// standard output is one and NO_COLOR is not set.
class Console {
 public:
  Console();
  ~Console();

  /// Writes data. False once nothing more can be written: the reader of a pipe is gone (which is no failure), or the disk is full.
  bool write(std::string_view text);
  bool open() const { return !closed_; }
  /// Writes out what is still held back and gives the error of writing, if there was one.
  base::Status finish();

  void message(std::string_view line);
  void error(const base::Error& error);
  /// Shows how far a run is, at most ten times a second.
  void progress(const app::Progress& progress);
  void end_progress();

  const publish::Look& look() const { return look_; }

 private:
  bool flush();

  publish::Look look_;
  bool shows_progress_ = false;
  bool progress_stands_ = false;
  bool closed_ = false;
  int write_error_ = 0;
  std::string pending_;
  std::chrono::steady_clock::time_point began_, shown_;
};

/// "1,234 documents, 512/s, 0:12 left, 3 failed"; no rate in the first half second, no time left where the total is not known.
std::string progress_line(const app::Progress& progress, double seconds);

}  // namespace roznamcha::cli
