// Which incidents a query lets pass, asked of incidents in memory.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "app/query.h"
#include "pack/pack.h"
#include "record/incident.h"
#include "text/fold.h"

namespace roznamcha::app {

/// Codes of the countries that bear a name, or the code that it is.
std::unordered_set<std::string> countries_of(const std::string& name, const pack::Pack& pack);

/// The seats of a place, one by one.
std::vector<std::string> seats_of(const record::Place& place);

/// Part of a name, whatever its case and accents.
class Part {
 public:
  explicit Part(std::string_view wanted) : wanted_(text::fold(wanted)) {}
  bool any() const { return wanted_.empty(); }
  bool in(std::string_view name) const { return text::fold(name).find(wanted_) != std::string::npos; }
  bool is(std::string_view name) const { return text::fold(name) == wanted_; }

 private:
  std::string wanted_;
};

/// A place by part of a name, or by a country's name or code.
class PlaceFilter {
 public:
  PlaceFilter(const std::string& name, const pack::Pack& pack);
  bool passes(const record::Place& place) const;

 private:
  Part part_;
  std::unordered_set<std::string> countries_;
};

/// All of a query but its moment and its convention.
class Filter {
 public:
  /// `query` must outlive it.
  Filter(const Query& query, const pack::Pack& pack);
  bool passes(const record::Incident& incident) const;

 private:
  bool in_time(const text::DateRange& range) const;
  bool in_area(const record::Place& place) const;
  bool of_type(const record::Account& view) const;
  bool with_actor(const record::Account& view) const;
  bool sure_enough(const record::Account& view) const;
  bool hit(const record::Account& view) const;

  const Query& query_;
  PlaceFilter place_;
  Part type_, actor_, target_;
};

}  // namespace roznamcha::app
