// Whether a document tells of an incident at all.
#pragma once

#include <string>
#include <vector>

#include "extract/analysis.h"
#include "extract/roles.h"
#include "record/account.h"

namespace roznamcha::extract {

/// Something about a document that speaks for or against its telling of an incident. Values are 0 or more,
/// mostly 0..1.
struct Sign {
  std::string name;
  double value = 0;
};

/// All signs of a document.
struct Signs {
  std::vector<Sign> document;               // of the whole text and of any account that is news ("any …")
  std::vector<std::vector<Sign>> accounts;  // of each account of the reading
};
Signs relevance_signs(const Analysis& a, const std::vector<Telling>& tellings,
                      const record::Reading& reading);

/// Probability, 0..1, that a document tells of an incident, by packs/en/relevance.tsv: what speaks for the
/// document itself and for that account of it for which most speaks; 0 if there is no account. Linear time in
/// the text.
double relevance(const Analysis& a, const std::vector<Telling>& tellings, const record::Reading& reading);

/// The same by these `relevance` and by the words of the text, so that a crash, a fire or an illness in which
/// people die counts for less; more than 0 even without an account. What decides whether the learnt reader
/// looks at a document.
double gist(const Analysis& a, double relevance);

}  // namespace roznamcha::extract
