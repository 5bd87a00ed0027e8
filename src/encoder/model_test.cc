#include "encoder/model.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "encoder/model_for_test.h"

namespace roznamcha::encoder {
namespace {

using base::ErrorId;

constexpr Config kSmall{2, 32, 2, 48, 16, 2, 1e-12f};
constexpr uint32_t kPieces = 40;

/// The model looks into `bytes`.
base::Result<std::shared_ptr<const Model>> load(const std::string& bytes) {
  return Model::load(std::as_bytes(std::span(bytes)), "made.model");
}

ErrorId error_of(const std::string& bytes) {
  const auto model = load(bytes);
  if (model) return ErrorId::kInternal;
  EXPECT_EQ(model.error().where, "made.model");
  return model.error().id;
}

TEST(Model, HoldsWhatWasWritten) {
  const std::string bytes = made_model(kSmall, kPieces, true).bytes(R"({"tags":["a","é"]})");
  const auto model = load(bytes);
  ASSERT_TRUE(model) << base::to_string(model.error());
  const Config& config = (*model)->config();
  EXPECT_EQ(config.layers, 2u);
  EXPECT_EQ(config.width, 32u);
  EXPECT_EQ(config.heads, 2u);
  EXPECT_EQ(config.inner, 48u);
  EXPECT_EQ(config.positions, 16u);
  EXPECT_EQ(config.types, 2u);
  EXPECT_EQ(config.epsilon, 1e-12f);
  EXPECT_EQ((*model)->heads(), R"({"tags":["a","é"]})");
  ASSERT_EQ((*model)->vocabulary().size(), kPieces);
  EXPECT_EQ((*model)->vocabulary()[1], "[UNK]");
  EXPECT_EQ((*model)->vocabulary()[6], "##w6");
  EXPECT_EQ((*model)->tensor("nothing"), nullptr);
  EXPECT_EQ((*model)->digest(), base::sha256(std::string_view(bytes).substr(0, bytes.size() - 32)));
}

TEST(Model, IntegersAreTheFloatsTheyStandFor) {
  const std::string int8_bytes = made_model(kSmall, kPieces, true).bytes(),
                    float_bytes = made_model(kSmall, kPieces, false).bytes();
  const auto int8 = *load(int8_bytes), floats = *load(float_bytes);
  ASSERT_EQ(int8->tensors().size(), floats->tensors().size());
  for (const auto& [name, tensor] : int8->tensors()) {
    EXPECT_EQ(to_floats(tensor), to_floats(*floats->tensor(name))) << name;
    if (tensor.dtype != Dtype::kI8Panels) continue;
    for (uint32_t row = 0; row < tensor.rows(); ++row) {
      float sum = 0;
      for (uint32_t column = 0; column < tensor.columns(); ++column)
        sum += to_floats(tensor)[row * tensor.columns() + column];
      EXPECT_NEAR(static_cast<float>(tensor.sums[row]) * tensor.scales[row], sum, 1e-3) << name;
    }
  }
}

TEST(Model, HeadsOfAnyShapeAndHalfFloats) {
  ModelFile file = made_model(kSmall, kPieces, true);
  file.integers("odd.weight", 3, 5, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -15}, {1, 2, .5f}, true);
  file.halves("half", {2, 4}, {0x3C00, 0xC000, 0x0001, 0x8000, 0x3555, 0x7BFF, 0x0400, 0});
  const std::string bytes = file.bytes();
  const auto model = load(bytes);
  ASSERT_TRUE(model) << base::to_string(model.error());
  EXPECT_EQ(to_floats(*(*model)->tensor("odd.weight")),
            (std::vector<float>{1, 2, 3, 4, 5, 12, 14, 16, 18, 20, 5.5, 6, 6.5, 7, -7.5}));
  EXPECT_EQ(to_floats(*(*model)->tensor("half")),
            (std::vector<float>{1, -2, 5.9604645e-8f, -0.f, .33325195f, 65504, 6.1035156e-5f, 0}));
}

TEST(Model, AnyAlignmentOfTheBytes) {
  const std::string bytes = made_model(kSmall, kPieces, true).bytes();
  const std::string moved = "x" + bytes;
  const auto model = Model::load(std::as_bytes(std::span(moved)).subspan(1), "");
  ASSERT_TRUE(model);
  for (const auto& [name, tensor] : (*model)->tensors())
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.data.data()) % 64, 0u) << name;
}

TEST(Model, OpensFiles) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("roznamcha_model_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = folder / "a.model";
  std::ofstream(path) << made_model(kSmall, kPieces, true).bytes();
  const auto model = Model::open(path);
  EXPECT_TRUE(model);
  const auto missing = Model::open(folder / "b.model");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().id, ErrorId::kNotFound);
  const auto nothing = Model::open(folder);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().id, ErrorId::kUnreadable);
  std::ofstream(path, std::ios::trunc).close();
  const auto empty = Model::open(path);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().id, ErrorId::kBadModel);
  std::filesystem::remove_all(folder);
}

TEST(Model, RefusesWhatIsDamaged) {
  const std::string good = made_model(kSmall, kPieces, true).bytes();
  ASSERT_TRUE(load(good));
  EXPECT_EQ(error_of(""), ErrorId::kBadModel);
  EXPECT_EQ(error_of("some text"), ErrorId::kBadModel);
  for (size_t size : {size_t{8}, size_t{24}, size_t{60}, good.size() / 2, good.size() - 1})
    EXPECT_EQ(error_of(good.substr(0, size)), ErrorId::kBadModel) << size;
  EXPECT_EQ(error_of(good + "x"), ErrorId::kBadModel);
  for (size_t at = 13; at < good.size(); at += 997) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    EXPECT_EQ(error_of(damaged), ErrorId::kBadModel) << at;
  }
}

TEST(Model, RefusesWhatIsNewer) {
  EXPECT_EQ(error_of(made_model(kSmall, kPieces, true).bytes("null", 2)), ErrorId::kModelNewer);
  EXPECT_EQ(error_of(made_model(kSmall, kPieces, true).bytes("null", 0)), ErrorId::kBadModel);
}

TEST(Model, RefusesShapesThatAreNotRun) {
  for (const Config& config : std::initializer_list<Config>{{0, 32, 2, 48, 16, 2, 1e-12f},
                                                            {65, 32, 2, 48, 16, 2, 1e-12f},
                                                            {2, 40, 2, 48, 16, 2, 1e-12f},
                                                            {2, 32, 4, 48, 16, 2, 1e-12f},
                                                            {2, 32, 0, 48, 16, 2, 1e-12f},
                                                            {2, 32, 2, 50, 16, 2, 1e-12f},
                                                            {2, 32, 2, 48, 0, 2, 1e-12f},
                                                            {2, 32, 2, 48, 16, 0, 1e-12f},
                                                            {2, 32, 2, 48, 16, 2, 0.f}})
    EXPECT_EQ(error_of(ModelFile(config, made_pieces(kPieces)).bytes()), ErrorId::kBadModel);
  Config wider = kSmall;
  wider.inner = 64;  // the tensors are of another shape than this says
  EXPECT_EQ(error_of(made_model(kSmall, kPieces, true).with(wider).bytes()), ErrorId::kBadModel);
  EXPECT_EQ(error_of(ModelFile(kSmall, made_pieces(kPieces)).bytes()), ErrorId::kBadModel);  // no tensors
}

/// A file that says of a tensor what does not hold.
ErrorId error_with(const std::string& described) {
  ModelFile file = made_model(kSmall, kPieces, true);
  file.described("wrong", described);
  return error_of(file.bytes());
}

TEST(Model, RefusesTensorsThatDoNotHold) {
  EXPECT_EQ(error_with(R"({"dtype":"f32","shape":[1],"at":0})"), ErrorId::kInternal);  // this one holds
  for (const char* wrong : {
           R"(7)",
           R"({})",
           R"({"dtype":"f32","shape":[1]})",
           R"({"dtype":"f64","shape":[1],"at":0})",
           R"({"dtype":"f32","shape":[],"at":0})",
           R"({"dtype":"f32","shape":[0],"at":0})",
           R"({"dtype":"f32","shape":[-1],"at":0})",
           R"({"dtype":"f32","shape":[1.5],"at":0})",
           R"({"dtype":"f32","shape":[1,1,1],"at":0})",
           R"({"dtype":"f32","shape":[1],"at":4})",
           R"({"dtype":"f32","shape":[1],"at":-64})",
           R"({"dtype":"f32","shape":[1],"at":1048576})",
           R"({"dtype":"f32","shape":[1],"at":18446744073709551552})",
           R"({"dtype":"f32","shape":[1000000],"at":0})",
           R"({"dtype":"f32","shape":[4294967296,4294967296],"at":0})",
           R"({"dtype":"i8","shape":[4,4],"at":0})",
           R"({"dtype":"i8","shape":[4],"at":0,"scales":0})",
           R"({"dtype":"i8-panels","shape":[1,70000],"at":0,"scales":0})",
       })
    EXPECT_EQ(error_with(wrong), ErrorId::kBadModel) << wrong;
  ModelFile file = made_model(kSmall, kPieces, true);
  file.floats("no number", {1}, {NAN});
  EXPECT_EQ(error_of(file.bytes()), ErrorId::kBadModel);
  file = made_model(kSmall, kPieces, true);
  file.integers("negative", 1, 1, {1}, {-1}, false);
  EXPECT_EQ(error_of(file.bytes()), ErrorId::kBadModel);
}

TEST(Model, RefusesHeadersThatCannotBeRead) {
  const ModelFile file(kSmall, made_pieces(kPieces));
  for (const char* header : {"", "{", "[]", "{}", R"({"config":1,"vocabulary":{},"tensors":{}})", "\xFF",
                             R"({"config":{},"vocabulary":{},"tensors":{}})"})
    EXPECT_EQ(error_of(file.around(header)), ErrorId::kBadModel) << header;
  EXPECT_EQ(error_of(file.around(std::string(100'000, '['))), ErrorId::kBadModel);
}

}  // namespace
}  // namespace roznamcha::encoder
