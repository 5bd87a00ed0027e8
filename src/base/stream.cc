#include "base/stream.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

namespace roznamcha::base {
namespace {

class FileStream : public ByteStream {
 public:
  FileStream(FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;
  ~FileStream() override {
    if (file_ != stdin) std::fclose(file_);
  }

  Result<size_t> read(char* into, size_t size) override {
    const size_t got = std::fread(into, 1, size, file_);
    if (got == 0 && std::ferror(file_)) {
      return Error{ErrorId::kUnreadable, fmt::format("cannot be read: {}", std::strerror(errno)), path_, ""};
    }
    taken_ += got;
    return got;
  }
  uint64_t taken() const override { return taken_; }

 private:
  FILE* file_;
  std::string path_;
  uint64_t taken_ = 0;
};

class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(std::string bytes) : bytes_(std::move(bytes)) {}

  Result<size_t> read(char* into, size_t size) override {
    const size_t got = bytes_.copy(into, size, taken_);
    taken_ += got;
    return got;
  }
  uint64_t taken() const override { return taken_; }

 private:
  std::string bytes_;
  size_t taken_ = 0;
};

enum class Packing { kUnknown, kNone, kGzip, kZstd };

class Unpacked : public ByteStream {
 public:
  Unpacked(std::unique_ptr<ByteStream> stream, std::string name)
      : stream_(std::move(stream)), name_(std::move(name)), zstd_(nullptr, &ZSTD_freeDStream) {}
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  ~Unpacked() override {
    if (packing_ == Packing::kGzip) inflateEnd(&gzip_);
  }

  Result<size_t> read(char* into, size_t size) override {
    if (packing_ == Packing::kUnknown) {
      if (Status error = recognise()) return *error;
    }
    while (true) {
      if (begin_ == end_ && !pending_) {
        if (Status error = fill()) return *error;
        if (begin_ == end_) {
          if (inside_) return damaged("ends too early");
          return size_t{0};
        }
      }
      const Result<size_t> got = packing_ == Packing::kGzip   ? gunzip(into, size)
                                 : packing_ == Packing::kZstd ? unzstd(into, size)
                                                              : pass(into, size);
      if (!got) return got;
      pending_ = inside_ && *got == size;
      if (*got > 0) return got;
    }
  }
  uint64_t taken() const override { return stream_->taken(); }

 private:
  Error damaged(std::string_view how) const {
    return {ErrorId::kUnreadable, fmt::format("packed data {}", how), name_, "fetch or pack it again"};
  }

  Status fill() {
    begin_ = end_ = 0;
    const Result<size_t> got = stream_->read(buffer_.data(), buffer_.size());
    if (!got) return got.error();
    end_ = *got;
    return {};
  }

  Status recognise() {
    packing_ = Packing::kNone;
    // Four bytes tell, and a pipe may give fewer at a time.
    while (end_ < 4) {
      const Result<size_t> got = stream_->read(buffer_.data() + end_, buffer_.size() - end_);
      if (!got) return got.error();
      if (*got == 0) break;
      end_ += *got;
    }
    const std::string_view head(buffer_.data(), end_);
    if (head.starts_with("\x1f\x8b") && inflateInit2(&gzip_, 15 + 16) == Z_OK) packing_ = Packing::kGzip;
    if (head.starts_with("\x28\xb5\x2f\xfd")) {
      zstd_.reset(ZSTD_createDStream());
      packing_ = Packing::kZstd;
    }
    return {};
  }

  Result<size_t> pass(char* into, size_t size) {
    const size_t got = std::min(size, end_ - begin_);
    std::memcpy(into, buffer_.data() + begin_, got);
    begin_ += got;
    return got;
  }

  Result<size_t> gunzip(char* into, size_t size) {
    size = std::min<size_t>(size, 1 << 30);
    gzip_.next_in = reinterpret_cast<Bytef*>(buffer_.data() + begin_);
    gzip_.avail_in = static_cast<uInt>(end_ - begin_);
    gzip_.next_out = reinterpret_cast<Bytef*>(into);
    gzip_.avail_out = static_cast<uInt>(size);
    const int result = inflate(&gzip_, Z_NO_FLUSH);
    begin_ = end_ - gzip_.avail_in;
    inside_ = result != Z_STREAM_END;
    if (result == Z_STREAM_END) {
      inflateReset(&gzip_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return damaged("is damaged");
    }
    return size - gzip_.avail_out;
  }

  Result<size_t> unzstd(char* into, size_t size) {
    ZSTD_inBuffer in{buffer_.data() + begin_, end_ - begin_, 0};
    ZSTD_outBuffer out{into, size, 0};
    const size_t more = ZSTD_decompressStream(zstd_.get(), &out, &in);
    if (ZSTD_isError(more)) return damaged("is damaged");
    begin_ += in.pos;
    inside_ = more != 0;
    return out.pos;
  }

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  Packing packing_ = Packing::kUnknown;
  std::vector<char> buffer_ = std::vector<char>(1 << 16);
  size_t begin_ = 0, end_ = 0;  // of buffer_, not yet unpacked
  bool inside_ = false;         // of a member or frame
  bool pending_ = false;        // there may be more to give before more is taken in
  z_stream gzip_{};
  std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> zstd_;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> open_stream(const std::string& path) {
  if (path == "-") return std::unique_ptr<ByteStream>(std::make_unique<FileStream>(stdin, path));
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Error{ErrorId::kUnreadable, "is a folder", path, ""};
  FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    const ErrorId id = errno == ENOENT || errno == ENOTDIR ? ErrorId::kNotFound : ErrorId::kUnreadable;
    return Error{id, fmt::format("cannot be opened: {}", std::strerror(errno)), path, ""};
  }
  return std::unique_ptr<ByteStream>(std::make_unique<FileStream>(file, path));
}

std::unique_ptr<ByteStream> memory_stream(std::string bytes) {
  return std::make_unique<MemoryStream>(std::move(bytes));
}

std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> stream, std::string name) {
  return std::make_unique<Unpacked>(std::move(stream), std::move(name));
}

}  // namespace roznamcha::base
