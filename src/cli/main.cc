#include "cli/run.h"

int main(int argc, char** argv) {
  return roznamcha::cli::run(argc, argv);
}
