#include "extract/things.h"

#include "extract/numbers.h"

namespace roznamcha::extract {

using pack::Grammar;

bool holds_words(std::string_view phrase, std::string_view words) {
  if (words.empty()) return false;
  for (size_t at = phrase.find(words); at != std::string_view::npos; at = phrase.find(words, at + 1)) {
    const bool starts = at == 0 || phrase[at - 1] == ' ';
    const bool ends = at + words.size() == phrase.size() || phrase[at + words.size()] == ' ';
    if (starts && ends) return true;
  }
  return false;
}

void tell_victim(std::vector<record::Victim>& victims, record::Victim one) {
  const auto words = [](const record::Victim& v) { return text::fold(v.name.empty() ? v.text : v.name); };
  const std::string key = words(one);
  for (record::Victim& other : victims) {
    const std::string known = words(other);
    const bool longer = !one.name.empty() && holds_words(key, known) && one.name.size() > other.name.size();
    const bool part = !one.name.empty() && !other.name.empty() && (longer || holds_words(known, key));
    if (known != key && !part && (one.span.empty() || !other.span.overlaps(one.span))) continue;
    if (longer && !other.name.empty()) {
      other.name = one.name;
      other.text = one.text;
      other.span = one.span;
    } else if (other.name.empty()) {
      other.name = one.name;
    }
    if (!other.effect) other.effect = one.effect;
    if (other.group == "unspecified") other.group = one.group;
    return;
  }
  victims.push_back(std::move(one));
}

uint32_t first_of_thing(const Analysis& a, uint32_t first, uint32_t head) {
  const auto numbers = find_numbers(a.seg, first, head + 1, *a.lexicon);
  while (first < head) {
    const auto number = std::find_if(numbers.begin(), numbers.end(),
                                     [&](const NumberMention& n) { return n.first == first; });
    if (number != numbers.end() && number->last <= head)
      first = number->last;
    else if (a.is(first, Grammar::kDeterminer) || a.is(first, Grammar::kAnother))
      ++first;
    else
      break;
  }
  return first;
}

}  // namespace roznamcha::extract
