#include "encoder/tokenizer.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <array>
#include <bit>
#include <cassert>
#include <limits>

namespace roznamcha::encoder {
namespace {

constexpr size_t kLongestWord = 100;  // letters; longer words are unknown as a whole
constexpr std::string_view kInside = "##";

/// Hash of letters, grown byte by byte from one of two seeds.
constexpr uint64_t seed(bool inside) {
  return inside ? 0x9E3779B97F4A7C15ull : 0xCBF29CE484222325ull;
}
constexpr uint64_t grown(uint64_t hash, char byte) {
  return (hash ^ static_cast<uint8_t>(byte)) * 0x100000001B3ull;
}
uint64_t hash_of(std::string_view letters, bool inside) {
  uint64_t hash = seed(inside);
  for (char c : letters) hash = grown(hash, c);
  return hash;
}
constexpr size_t slot(uint64_t hash, size_t mask) {
  return (hash ^ hash >> 29) & mask;
}

bool is_inside(std::string_view piece) {
  return piece.size() > kInside.size() && piece.starts_with(kInside);
}

bool in_category(UChar32 c, uint32_t mask) {
  return (U_GET_GC_MASK(c) & mask) != 0;
}

bool is_dropped(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return c <= 0 || c == 0xFFFD || in_category(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK);
}

bool is_punctuation(UChar32 c) {
  if (c < 0x80)
    return (c > 0x20 && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7F);
  return in_category(c, U_GC_P_MASK);
}

/// Ideographs, which BERT takes one by one; not the syllables of Korean and Japanese.
bool is_ideograph(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

}  // namespace

Tokenizer::Tokenizer(std::span<const std::string_view> vocabulary) : vocabulary_(vocabulary) {
  slots_.resize(std::bit_ceil(vocabulary.size() * 2 + 1));
  for (uint32_t number = 0; number < vocabulary.size(); ++number) {
    const std::string_view piece = vocabulary[number];
    const bool inside = is_inside(piece);
    const std::string_view letters = inside ? piece.substr(kInside.size()) : piece;
    const uint64_t hash = hash_of(letters, inside);
    if (find(letters, inside, hash)) continue;
    size_t at = slot(hash, slots_.size() - 1);
    while (slots_[at]) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = number + 1;
  }
  for (std::string_view text : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
    if (const uint32_t found = find(text, false, hash_of(text, false)))
      specials_.push_back({text, found - 1});
  unknown_ = id("[UNK]");
  first_ = id("[CLS]");
  last_ = id("[SEP]");
}

uint32_t Tokenizer::find(std::string_view letters, bool inside, uint64_t hash) const {
  for (size_t at = slot(hash, slots_.size() - 1); slots_[at]; at = (at + 1) & (slots_.size() - 1)) {
    const std::string_view piece = vocabulary_[slots_[at] - 1];
    if (is_inside(piece) == inside && piece.substr(inside ? kInside.size() : 0) == letters) return slots_[at];
  }
  return 0;
}

uint32_t Tokenizer::id(std::string_view piece) const {
  const bool inside = is_inside(piece);
  const std::string_view letters = inside ? piece.substr(kInside.size()) : piece;
  const uint32_t found = find(letters, inside, hash_of(letters, inside));
  return found ? found - 1 : unknown_;
}

/// One text being cut: letters gather to words, words are cut into pieces.
class Tokenizer::Cut {
 public:
  Cut(const Tokenizer& tokenizer, std::string_view text)
      : tokenizer_(tokenizer), text_(text), decomposition_(unorm2_getNFDInstance(&status_)) {
    assert(U_SUCCESS(status_) && text.size() < std::numeric_limits<uint32_t>::max());
  }

  std::vector<Piece> pieces() {
    const auto size = static_cast<uint32_t>(text_.size());
    for (uint32_t at = 0; at < size;) {
      if (text_[at] == '[' && special(at)) continue;
      const uint32_t begin = at;
      UChar32 c;
      U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data()), at, size, c);
      character(c, {begin, at});
    }
    end_word();
    return std::move(pieces_);
  }

 private:
  struct Letter {
    text::Span span;     // in the text
    uint32_t begin = 0;  // in letters_
  };

  bool special(uint32_t& at) {
    for (const Special& special : tokenizer_.specials_) {
      if (!text_.substr(at).starts_with(special.text)) continue;
      end_word();
      const auto end = at + static_cast<uint32_t>(special.text.size());
      pieces_.push_back({special.id, {at, end}});
      at = end;
      return true;
    }
    return false;
  }

  void character(UChar32 c, text::Span span) {
    if (c > 0 && c < 0x80) {
      if (c < 0x20 || c == 0x7F ? !is_dropped(c) : true) letter(c, span);
      return;
    }
    if (is_dropped(c)) return;
    const bool apart = is_ideograph(c);
    if (apart) end_word();
    std::array<UChar, 32> units;
    UErrorCode status = U_ZERO_ERROR;
    const int32_t size = unorm2_getDecomposition(decomposition_, c, units.data(), units.size(), &status);
    if (size < 0) {
      letter(c, span);
    } else {
      for (int32_t i = 0; i < size;) {
        UChar32 part;
        U16_NEXT(units.data(), i, size, part);
        letter(part, span);
      }
    }
    if (apart) end_word();
  }

  /// A character after decomposition.
  void letter(UChar32 c, text::Span span) {
    if (c >= 0x80 && in_category(c, U_GC_MN_MASK)) return;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c >= 0x80 && u_isUWhiteSpace(c)))
      return end_word();
    const bool apart = is_punctuation(c);
    if (apart) end_word();
    if (count_ < kLongestWord) {
      letters_at_[count_] = {span, size_};
      const UChar32 lower = c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : u_tolower(c);
      U8_APPEND_UNSAFE(reinterpret_cast<uint8_t*>(letters_.data()), size_, lower);
    }
    word_ = count_ ? word_.joined(span) : span;
    ++count_;
    if (apart) end_word();
  }

  void end_word() {
    if (count_ == 0) return;
    const size_t before = pieces_.size();
    if (count_ > kLongestWord || !cut_word()) {
      pieces_.resize(before);
      pieces_.push_back({tokenizer_.unknown_, word_});
    }
    count_ = 0;
    size_ = 0;
  }

  /// The longest piece first, again and again; false if some letters begin no piece.
  bool cut_word() {
    std::array<uint64_t, kLongestWord> hashes;
    auto end_of = [&](size_t i) { return i + 1 < count_ ? letters_at_[i + 1].begin : size_; };
    for (size_t from = 0; from < count_;) {
      const bool inside = from > 0;
      const uint32_t begin = letters_at_[from].begin;
      uint64_t hash = seed(inside);
      for (size_t i = from; i < count_; ++i) {
        for (uint32_t byte = letters_at_[i].begin; byte < end_of(i); ++byte)
          hash = grown(hash, letters_[byte]);
        hashes[i] = hash;
      }
      size_t to = count_;
      uint32_t found = 0;
      for (; to > from && !found; --to)
        found = tokenizer_.find({letters_.data() + begin, end_of(to - 1) - begin}, inside, hashes[to - 1]);
      if (!found) return false;
      pieces_.push_back({found - 1, letters_at_[from].span.joined(letters_at_[to].span)});
      from = to + 1;
    }
    return true;
  }

  const Tokenizer& tokenizer_;
  std::string_view text_;
  UErrorCode status_ = U_ZERO_ERROR;
  const UNormalizer2* decomposition_;
  std::vector<Piece> pieces_;

  // The word so far; only the first kLongestWord letters are kept.
  std::array<char, kLongestWord * 4> letters_;
  std::array<Letter, kLongestWord> letters_at_;
  size_t count_ = 0;   // letters
  uint32_t size_ = 0;  // bytes of letters_
  text::Span word_;    // in the text
};

std::vector<Piece> Tokenizer::cut(std::string_view text) const {
  return Cut(*this, text).pieces();
}

}  // namespace roznamcha::encoder
