// The verb `add`: documents into a register.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/read.h"
#include "app/register.h"

namespace roznamcha::app {

struct AddOptions {
  size_t batch = 64;  // documents of one transaction; each batch is safe on disk before the next begins
  double batch_seconds = 1;  // a batch is closed after this time at the latest
};

struct AddedCounts {
  uint64_t added = 0;     // new documents
  uint64_t versions = 0;  // new versions of known ones
  uint64_t known = 0;     // the register had them; nothing changed
  uint64_t failed = 0;    // inputs that could not be read; each was given to on_failure
};

/// Takes what was wrong with an input; the others are still read.
using OnFailure = std::function<void(const base::Error&)>;

/// Reads all inputs and appends them. On an error of the register (an Error is returned) what was
/// acknowledged before stays; `so_far`, if given, always holds what is in the register for certain.
base::Result<AddedCounts> add(Register& target, const Inputs& inputs, std::shared_ptr<const pack::Pack> pack,
                              const OnFailure& on_failure = {}, const OnProgress& on_progress = {},
                              AddOptions options = {}, AddedCounts* so_far = nullptr);

/// Reads again what an older program or other packs have read. Decisions of people stay. Gives the number of
/// documents read.
base::Result<uint64_t> reread(Register& target, std::shared_ptr<const pack::Pack> pack,
                              const OnProgress& on_progress = {}, extract::Mode mode = extract::Mode::kBoth);

}  // namespace roznamcha::app
