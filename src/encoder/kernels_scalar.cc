#define ROZNAMCHA_LANES "encoder/lanes_scalar.h"
#include "encoder/kernels_body.h"

namespace roznamcha::encoder {

const Kernels kScalarKernels = kOwn;

}  // namespace roznamcha::encoder
