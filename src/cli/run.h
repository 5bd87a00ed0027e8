// The program from its command line to its exit status.
#pragma once

namespace roznamcha::cli {

/// Parses the command line, runs the verb, and gives the exit status (base/exit.h).
int run(int argc, const char* const* argv);

}  // namespace roznamcha::cli
