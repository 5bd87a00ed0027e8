// Holds the encoder against a reference: check FLOAT_MODEL INT8_MODEL CHECK_JSON, the models made of one base
// encoder by model_file.py. Prints what differs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "encoder/encoder.h"
#include "encoder/reference.h"
#include "encoder/tokenizer.h"
#include "text/utf8.h"

namespace {

using namespace roznamcha;

std::shared_ptr<const encoder::Model> opened(const char* path) {
  auto model = encoder::Model::open(path);
  if (model) return *model;
  fmt::print(stderr, "{}\n", base::to_string(model.error()));
  std::exit(1);
}

std::vector<encoder::Piece> expected(const nlohmann::json& piece_ids, const nlohmann::json& offsets,
                                     const std::string& text) {
  const text::CodePointIndex index(text);
  std::vector<encoder::Piece> out;
  for (size_t i = 1; i + 1 < piece_ids.size(); ++i)
    out.push_back(
        {piece_ids[i], {index.byte(offsets[i][0]).value(), index.byte(offsets[i][1]).value_or(text.size())}});
  return out;
}

double cosine(const float* a, const float* b, size_t width) {
  double dot = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < width; ++i)
    dot += double{a[i]} * b[i], aa += double{a[i]} * a[i], bb += double{b[i]} * b[i];
  return dot / std::sqrt(aa * bb);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return fmt::print(stderr, "check FLOAT_MODEL INT8_MODEL CHECK_JSON\n"), 2;
  const auto floats = opened(argv[1]), integers = opened(argv[2]);
  const auto check = nlohmann::json::parse(std::ifstream(argv[3]));
  const encoder::Tokenizer tokenizer(floats->vocabulary());
  size_t wrong = 0;
  for (const auto& one : check["tokenizer"]) {
    const std::string text = one["text"];
    if (tokenizer.cut(text) == expected(one["ids"], one["offsets"], text)) continue;
    ++wrong;
    fmt::print("cut otherwise: {}\n", one["text"].dump());
  }
  fmt::print("tokenizer: {} of {} texts as the reference cuts them\n", check["tokenizer"].size() - wrong,
             check["tokenizer"].size());

  auto coder = encoder::Encoder::make(integers);
  if (!coder) return fmt::print(stderr, "{}\n", base::to_string(coder.error())), 1;
  const size_t width = floats->config().width;
  double far = 0, off = 0, least = 1, total = 0, weights_only = 0;
  size_t tokens = 0;
  for (const auto& one : check["sentences"]) {
    std::vector<uint32_t> ids{tokenizer.first()};
    for (const encoder::Piece& piece : tokenizer.cut(one["text"].get<std::string>())) ids.push_back(piece.id);
    ids.push_back(tokenizer.last());
    if (ids != one["ids"].get<std::vector<uint32_t>>()) return fmt::print("sentence cut otherwise\n"), 1;
    const encoder::Window window{ids};
    const std::vector<float> exact = encoder::reference(*floats, window);
    for (const auto& [token, values] : one["hidden"].items())
      for (size_t i = 0; i < values.size(); ++i)
        far = std::max(far, std::abs(exact[std::stoul(token) * width + i] - values[i].get<double>()));
    const std::vector<float> rounded = encoder::reference(*integers, window);
    const auto states = coder->encode(window);
    for (size_t token = 0; token < ids.size(); ++token, ++tokens) {
      const double likeness = cosine(&exact[token * width], &states[token * width], width);
      least = std::min(least, likeness);
      total += likeness;
      weights_only += cosine(&exact[token * width], &rounded[token * width], width);
      for (size_t i = token * width; i < (token + 1) * width; ++i)
        off = std::max(off, std::abs(double{exact[i]} - states[i]));
    }
  }
  fmt::print("float path against the reference: largest difference {:.6f}\n", far);
  fmt::print("weights rounded to int8, float arithmetic: cosine of a piece {:.5f} in the mean\n",
             weights_only / static_cast<double>(tokens));
  fmt::print(
      "integer path ({}) against the float path: cosine of a piece {:.5f} in the mean, {:.5f} at least; "
      "largest difference {:.3f}\n",
      name(coder->isa()), total / static_cast<double>(tokens), least, off);
  return wrong || far > 1e-3;
}
