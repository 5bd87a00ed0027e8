#include "base/compress.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>

namespace roznamcha::base {
namespace {

Error damaged(std::string_view form) {
  return {ErrorId::kUnreadable, fmt::format("is no {} data, or is damaged", form), "", ""};
}
Error too_large(uint64_t limit) {
  return {ErrorId::kTooLarge, fmt::format("unpacks to more than {} bytes", limit), "", ""};
}

}  // namespace

Result<std::string> decompress_zstd(std::string_view bytes, uint64_t limit) {
  // The frame says how much it holds; a frame that claims much more than its bytes can be is not believed.
  const unsigned long long claimed = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  const bool believed = claimed <= limit && claimed / 64 <= bytes.size();
  std::string out;
  if (believed && ZSTD_findFrameCompressedSize(bytes.data(), bytes.size()) == bytes.size()) {
    out.resize(claimed);  // one frame of known size goes straight to its place
    const size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size) || size != claimed) return damaged("zstd");
    return out;
  }
  const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                        &ZSTD_freeDStream);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  size_t more = 1;
  std::string chunk(ZSTD_DStreamOutSize(), '\0');
  while (in.pos < in.size || more != 0) {
    ZSTD_outBuffer target{chunk.data(), chunk.size(), 0};
    more = ZSTD_decompressStream(stream.get(), &target, &in);
    if (ZSTD_isError(more)) return damaged("zstd");
    out.append(chunk.data(), target.pos);
    if (out.size() > limit) return too_large(limit);
    if (in.pos == in.size && target.pos < target.size) break;
  }
  if (more != 0) return damaged("zstd");
  return out;
}

Result<std::string> decompress_gzip(std::string_view bytes, uint64_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return damaged("gzip");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  char chunk[1 << 16];
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk);
    stream.avail_out = sizeof chunk;
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) return damaged("gzip");
    out.append(chunk, sizeof chunk - stream.avail_out);
    if (out.size() > limit) return too_large(limit);
    if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      if (inflateReset(&stream) != Z_OK) return damaged("gzip");
    }
  }
}

}  // namespace roznamcha::base
