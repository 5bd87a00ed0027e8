// By what accounts that may tell of one incident find each other.
#pragma once

#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "merge/facts.h"

namespace roznamcha::merge {

/// A thing that accounts may share (a cell of the map, a name, a rare word …) within a stretch of time. All
/// that have it form a *block*. How many keys an account has, and how far each reaches in time, is bounded,
/// so that blocks grow with how much happens a day and not with the register.
struct Key {
  int64_t stretch = 0;  // number of the stretch of time; blocks of one time lie together
  int64_t thing = 0;    // digest
  auto operator<=>(const Key&) const = default;
};

/// An account in a block, in whose order they come.
struct Entry {
  int32_t from = 0;  // days
  int32_t to = 0;
  uint64_t order = 0;    // Facts::order
  uint32_t account = 0;  // any number by which the caller knows it
  bool coarse = false;

  friend bool operator<(const Entry& a, const Entry& b) {
    return std::tie(a.from, a.to, a.order) < std::tie(b.from, b.to, b.order);
  }
};

/// Of each account the one that speaks for its voice: the first by `order` of those that share it, itself
/// where it has none. Keys are had by these alone, so that what was printed a hundred times is compared once.
std::vector<uint32_t> heads_of(const std::vector<Facts>& facts);

/// The block of the accounts of one voice, which must be known; its first entry is the head. It gives no
/// pairs.
std::pair<Key, Entry> voice_key(const Facts& facts);

/// The keys of an account with its place in each block (Entry::account is left 0). Without repeats.
std::vector<std::pair<Key, Entry>> keys_of(const Facts& facts);

/// Whether the times of two accounts of a block meet, and if it is one of coarse places, one of them at least
/// knows no more.
bool meet(const Key& key, const Entry& a, const Entry& b);

/// A block of a word or a pair of words that has more accounts finds none: it is not rare there and then.
constexpr size_t kMostRare = 200;
/// In a block, an account is compared with so many before it and so many after it.
constexpr size_t kMostNear = 64;

/// Positions in the block, first < second, of the accounts that are to be compared. `block` is sorted.
void pairs_of(const Key& key, const std::vector<Entry>& block,
              std::vector<std::pair<uint32_t, uint32_t>>& out);

/// Whether pairs_of gives two entries of the sorted block, which it holds.
bool is_pair(const Key& key, const std::vector<Entry>& block, const Entry& a, const Entry& b);

/// Accounts (Entry::account, the lesser first) that are to be compared and were not before, and the other way
/// round.
struct Changes {
  std::vector<std::pair<uint32_t, uint32_t>> came, went;
};
/// What pairs_of gives for a block as it is now (`after`, sorted) against it without the `added` and with the
/// `removed` entries. Pairs of removed accounts are left out. Takes time with the block and with what
/// changed, not with all of its pairs.
void changes_of(const Key& key, const std::vector<Entry>& after, const std::vector<uint32_t>& added,
                const std::vector<Entry>& removed, Changes& out);

/// Pairs of heads of voices that may be linked, first < second, sorted: those of all blocks.
std::vector<std::pair<uint32_t, uint32_t>> candidate_pairs(const std::vector<Facts>& facts,
                                                           const std::vector<uint32_t>& heads);

}  // namespace roznamcha::merge
