#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace roznamcha::base {
namespace {
namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string write(const std::string& name, std::string_view bytes) {
    const fs::path path = fs::path(folder_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  std::string folder_ = ::testing::TempDir() + "/file_test" + std::to_string(::getpid());
};

TEST_F(FileTest, ReadsWhole) {
  const std::string bytes("a\0b\r\n", 5);
  EXPECT_EQ(*read_file(write("a", bytes), 5), bytes);
  EXPECT_EQ(*read_file(write("empty", ""), 0), "");
}

TEST_F(FileTest, SaysWhatIsWrong) {
  EXPECT_EQ(read_file(folder_ + "/none", 10).error().id, ErrorId::kNotFound);
  EXPECT_EQ(read_file(folder_ + "/none", 10).error().where, folder_ + "/none");
  EXPECT_EQ(read_file(folder_, 10).error().id, ErrorId::kUnreadable);
  EXPECT_EQ(read_file(write("a", "123456"), 5).error().id, ErrorId::kTooLarge);
  const std::string locked = write("locked", "a");
  chmod(locked.c_str(), 0);
  if (geteuid() != 0) {  // root reads all
    EXPECT_EQ(read_file(locked, 10).error().id, ErrorId::kUnreadable);
  }
}

TEST_F(FileTest, ListsFilesSortedWithoutHiddenOnes) {
  const std::string b = write("b.txt", ""), a = write("sub/a.txt", ""), c = write("sub/deep/c.txt", "");
  write(".hidden", "");
  write(".git/config", "");
  EXPECT_EQ(*files_below(folder_), (std::vector<std::string>{b, a, c}));
  EXPECT_EQ(files_below(folder_ + "/none").error().id, ErrorId::kNotFound);
  EXPECT_EQ(files_below(b).error().id, ErrorId::kUnreadable);
  EXPECT_TRUE(is_folder(folder_));
  EXPECT_FALSE(is_folder(b));
  EXPECT_FALSE(is_folder(folder_ + "/none"));
}

TEST(File, Stem) {
  EXPECT_EQ(stem("reports/a.txt"), "a");
  EXPECT_EQ(stem("a.jsonl.gz"), "a");
  EXPECT_EQ(stem("a.b.jsonl.zst"), "a.b");
  EXPECT_EQ(stem("plain"), "plain");
}

}  // namespace
}  // namespace roznamcha::base
