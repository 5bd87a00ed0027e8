#include "base/stream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/packing_for_test.h"

namespace roznamcha::base {
namespace {

Result<std::string> all(ByteStream& stream, size_t step) {
  std::string out, chunk(step, '\0');
  while (true) {
    const Result<size_t> got = stream.read(chunk.data(), step);
    if (!got) return got.error();
    if (*got == 0) return out;
    out.append(chunk, 0, *got);
  }
}

Result<std::string> unpack(std::string bytes, size_t step = 1000) {
  const auto stream = unpacked(memory_stream(std::move(bytes)), "input");
  return all(*stream, step);
}

TEST(Stream, PassesOnWhatIsNotPacked) {
  for (const std::string& bytes : {std::string(), std::string("a"), std::string("\x1f"), sample(200000)}) {
    const auto out = unpack(bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(*out, bytes);
  }
}

TEST(Stream, UnpacksAtAnyStep) {
  const std::string bytes = sample(300000);
  for (const std::string& packed :
       {gzip(bytes), zstd(bytes), gzip(bytes.substr(0, 1000)) + gzip(bytes.substr(1000)),
        zstd(bytes.substr(0, 1000)) + zstd(bytes.substr(1000))}) {
    for (const size_t step : {size_t{1}, size_t{4096}, size_t{1000000}}) {
      const auto out = unpack(packed, step);
      ASSERT_TRUE(out) << out.error().what;
      EXPECT_EQ(*out, bytes);
    }
  }
}

TEST(Stream, UnpacksToMuchMoreThanItsBuffer) {
  const std::string bytes(5'000'000, 'x');
  for (const std::string& packed : {gzip(bytes), zstd(bytes)}) {
    const auto out = unpack(packed, 777);
    ASSERT_TRUE(out);
    EXPECT_EQ(*out, bytes);
  }
}

TEST(Stream, SaysThatPackedDataIsDamaged) {
  const std::string bytes = sample(300000);
  for (const std::string& packed : {gzip(bytes), zstd(bytes)}) {
    const auto cut = unpack(packed.substr(0, packed.size() / 2));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().id, ErrorId::kUnreadable);
    EXPECT_EQ(cut.error().where, "input");
  }
  std::string broken = gzip(bytes);
  for (size_t i = broken.size() / 2; i < broken.size() / 2 + 100; ++i)
    broken[i] = static_cast<char>(~broken[i]);
  EXPECT_FALSE(unpack(broken));
}

TEST(Stream, OpensFiles) {
  const std::string folder = ::testing::TempDir() + "/stream_test" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/a.gz";
  std::ofstream(path, std::ios::binary) << gzip("one line\n");
  auto file = open_stream(path);
  ASSERT_TRUE(file);
  const auto stream = unpacked(std::move(*file), path);
  EXPECT_EQ(*all(*stream, 100), "one line\n");
  EXPECT_EQ(stream->taken(), std::filesystem::file_size(path));

  EXPECT_EQ(open_stream(folder + "/none").error().id, ErrorId::kNotFound);
  EXPECT_EQ(open_stream(folder).error().id, ErrorId::kUnreadable);
}

}  // namespace
}  // namespace roznamcha::base
