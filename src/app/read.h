// The verb `read`: what each report says, without a register.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "extract/reader.h"
#include "intake/intake.h"
#include "pack/pack.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::app {

using InputOptions = intake::Options;

/// A document with what it states.
struct ReadDocument {
  record::Document document;
  record::Reading reading;
};

/// How far a run is.
struct Progress {
  uint64_t documents = 0;  // read (for `add`: acknowledged too)
  uint64_t failed = 0;     // inputs that could not be read
  uint64_t bytes_done = 0;
  uint64_t bytes_total = 0;  // 0: not known
};

struct Inputs {
  std::vector<std::string> paths;  // files, folders, "-"
  /// An input that is in memory, read as a file of that name would be; instead of `paths`.
  struct Bytes {
    std::string bytes, name;
  };
  std::optional<Bytes> memory;
  InputOptions options;
  extract::Mode reader = extract::Mode::kBoth;
  unsigned threads = 1;  // that read; 0: one a core
  const std::atomic<bool>* stop =
      nullptr;  // once it is true, nothing more is taken in; what was, is finished
};

/// Takes each document, or what was wrong with it, in the order of the inputs; false ends the run.
using OnDocument = std::function<bool(base::Result<ReadDocument>)>;
/// Called after every few documents, in the caller's thread.
using OnProgress = std::function<void(const Progress&)>;

/// Reads all inputs; what is given does not depend on `threads`. An input that fails is given as an Error and
/// the others are still read. Returns the last state of the progress.
Progress read(const Inputs& inputs, std::shared_ptr<const pack::Pack> pack, const OnDocument& on_document,
              const OnProgress& on_progress = {});

}  // namespace roznamcha::app
