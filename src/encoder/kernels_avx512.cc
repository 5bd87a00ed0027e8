#if defined(__x86_64__)

#define ROZNAMCHA_LANES "encoder/lanes_avx512.h"
#include "encoder/kernels_body.h"

namespace roznamcha::encoder {

const Kernels kAvx512VnniKernels = kOwn;

}  // namespace roznamcha::encoder

#endif
