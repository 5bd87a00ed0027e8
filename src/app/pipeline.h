// Documents from the inputs through the reader, in the order of the inputs, by any number of threads.
#pragma once

#include <functional>
#include <memory>

#include "app/read.h"

namespace roznamcha::app {

/// A document that has gone through.
struct Passed {
  record::Document document;
  record::Reading reading;  // empty unless `read`
  bool read = false;        // false: it was not wanted
};

/// Whether a document is to be read at all. Called in the caller's thread.
using Wanted = std::function<bool(const record::Document&)>;
/// Takes what has passed; false ends the run. Called in the caller's thread.
using OnPassed = std::function<bool(base::Result<Passed>)>;

/// Runs all inputs. `on_progress` is called after each document.
Progress run_inputs(const Inputs& inputs, std::shared_ptr<const pack::Pack> pack, const Wanted& wanted,
                    const OnPassed& on_passed, const OnProgress& on_progress);

}  // namespace roznamcha::app
