// Drives a fuzz target without libFuzzer, as a regression test: every seed file of a folder as it is, then
// mutations of the seeds (of nothing, if there are none) that are the same in every run. Bounded in number
// and time.
//
//   x_fuzz [FOLDER OR FILE]...

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {
namespace fs = std::filesystem;

constexpr int kMostMutations = 20000;
constexpr auto kMostTime = std::chrono::milliseconds(1500);
constexpr size_t kMostBytes = 1 << 16;

// The engine's numbers are fixed by the standard, those of its distributions are not.
class Random {
 public:
  size_t below(size_t bound) { return bound == 0 ? 0 : engine_() % bound; }

 private:
  std::mt19937_64 engine_{20240208};
};

void run(const std::string& input) {
  // A copy of the exact size, so that reading over the end is seen by a memory checker.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string mutated(std::string input, const std::vector<std::string>& seeds, Random& random) {
  constexpr std::string_view kMarks = "<>&\"'{}[]\\/:;,.-=!?#% \t\n\r0aZ";
  for (size_t edits = 1 + random.below(6); edits > 0; --edits) {
    const size_t at = random.below(input.size() + 1);
    const size_t length = random.below(std::min<size_t>(64, input.size() - at) + 1);
    switch (random.below(7)) {
      case 0:
        input.erase(at, length);
        break;
      case 1:
        input.insert(at, input.substr(at, length));
        break;
      case 2:
        input.insert(at, 1, static_cast<char>(random.below(256)));
        break;
      case 3:
        input.insert(at, 1, kMarks[random.below(kMarks.size())]);
        break;
      case 4:
        input.resize(at);
        break;
      case 5:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random.below(8)));
        break;
      case 6: {
        const std::string& other = seeds[random.below(seeds.size())];
        const size_t from = random.below(other.size() + 1);
        input.insert(at, other.substr(from, random.below(256)));
        break;
      }
    }
  }
  if (input.size() > kMostBytes) input.resize(kMostBytes);
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    if (fs::is_regular_file(argv[i], error)) files.emplace_back(argv[i]);
    if (!fs::is_directory(argv[i], error)) continue;
    for (const auto& file : fs::directory_iterator(argv[i])) {
      if (file.is_regular_file()) files.push_back(file.path());
    }
  }
  std::sort(files.begin(), files.end());

  std::vector<std::string> seeds{""};
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  for (const std::string& seed : seeds) run(seed);

  Random random;
  const auto end = std::chrono::steady_clock::now() + kMostTime;
  int mutations = 0;
  for (; mutations < kMostMutations && std::chrono::steady_clock::now() < end; ++mutations) {
    run(mutated(seeds[random.below(seeds.size())], seeds, random));
  }
  std::printf("%zu seeds, %d mutations\n", files.size(), mutations);
  return 0;
}
