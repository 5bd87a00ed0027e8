#include "base/compress.h"

#include <gtest/gtest.h>

#include "base/packing_for_test.h"

namespace roznamcha::base {
namespace {

TEST(Compress, UnpacksWholeInputs) {
  const std::string bytes = sample(100000);
  EXPECT_EQ(*decompress_gzip(gzip(bytes)), bytes);
  EXPECT_EQ(*decompress_gzip(gzip("a") + gzip("b")), "ab");
  EXPECT_EQ(*decompress_zstd(zstd(bytes)), bytes);
}

TEST(Compress, RefusesWhatIsDamagedOrTooLarge) {
  const std::string bytes = sample(100000);
  EXPECT_EQ(decompress_gzip("no gzip").error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_zstd("no zstd").error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_gzip("").error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_zstd("").error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_gzip(gzip(bytes).substr(0, 1000)).error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_zstd(zstd(bytes).substr(0, 1000)).error().id, ErrorId::kUnreadable);
  EXPECT_EQ(decompress_gzip(gzip(bytes), 1000).error().id, ErrorId::kTooLarge);
  EXPECT_EQ(decompress_zstd(zstd(bytes), 1000).error().id, ErrorId::kTooLarge);
}

}  // namespace
}  // namespace roznamcha::base
