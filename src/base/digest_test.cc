#include "base/digest.h"

#include <gtest/gtest.h>

namespace roznamcha::base {
namespace {

TEST(Digest, IsSha256) {  // values of FIPS 180-2
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(short_digest("abc", 8), "ba7816bf");
}

}  // namespace
}  // namespace roznamcha::base
