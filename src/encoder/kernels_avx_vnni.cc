#if defined(__x86_64__)

#define ROZNAMCHA_AVX_VNNI
#define ROZNAMCHA_LANES "encoder/lanes_avx2.h"
#include "encoder/kernels_body.h"

namespace roznamcha::encoder {

const Kernels kAvxVnniKernels = kOwn;

}  // namespace roznamcha::encoder

#endif
