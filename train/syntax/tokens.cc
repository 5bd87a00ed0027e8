// Prints the sentences and tokens of documents as the program cuts them, for the teacher to parse.
//
// In: JSON Lines on stdin, each with "id", "text" and perhaps "title". Out, on stdout:
//   D <id> <caseless 0|1>
//   S
//   T <surface> <lower> <kind> <case> <space before 0|1>      separated by tabs
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "text/segment.h"

int main() {
  using namespace roznamcha::text;
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto document = nlohmann::json::parse(line, nullptr, false);
    if (document.is_discarded() || !document.contains("text")) {
      std::fprintf(stderr, "tokens: a line that is no document\n");
      return 1;
    }
    std::string text = document["text"];
    if (document.contains("title") && document["title"].is_string()) {
      text = document["title"].get<std::string>() + "\n\n" + text;
    }
    const Segmented cut = segment(text);
    std::printf("D\t%s\t%d\n", document["id"].get<std::string>().c_str(), cut.caseless);
    for (const Sentence& sentence : cut.sentences) {
      std::puts("S");
      for (uint32_t i = sentence.first; i < sentence.last; ++i) {
        const Token& token = cut.tokens[i];
        const std::string_view surface = token.span.of(text);
        std::printf("T\t%.*s\t%s\t%d\t%d\t%d\n", static_cast<int>(surface.size()), surface.data(),
                    token.lower.c_str(), static_cast<int>(token.kind), static_cast<int>(token.letter_case),
                    token.space_before);
      }
    }
  }
}
