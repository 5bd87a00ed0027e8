// Exit statuses of the program, as `roznamcha --help` lists them.
#pragma once

namespace roznamcha::base {

enum ExitStatus : int {
  kExitOk = 0,
  kExitSomeFailed = 1,   // some inputs could not be read; the others were
  kExitUsage = 2,        // unknown flag, bad value, unknown id
  kExitNothingRead = 3,  // no input could be read
  kExitRegister = 4,     // register missing, busy, damaged, newer, or no room
  kExitPack = 5,         // a pack does not hold
  kExitOutput = 6,       // standard output cannot be written (a pipe that was closed is no failure)
  kExitInternal = 70,    // a defect of the program
};

}  // namespace roznamcha::base
