#include "app/read.h"

#include "app/pipeline.h"

namespace roznamcha::app {

Progress read(const Inputs& inputs, std::shared_ptr<const pack::Pack> pack, const OnDocument& on_document,
              const OnProgress& on_progress) {
  const auto on_passed = [&](base::Result<Passed> passed) {
    if (!passed) return on_document(passed.error());
    return on_document(ReadDocument{std::move(passed->document), std::move(passed->reading)});
  };
  return run_inputs(inputs, std::move(pack), {}, on_passed, on_progress);
}

}  // namespace roznamcha::app
