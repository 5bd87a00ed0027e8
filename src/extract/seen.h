// What the learnt reader saw, brought to the accounts that the rules wrote.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "extract/attribution.h"
#include "extract/drafts.h"
#include "extract/learnt.h"
#include "record/account.h"

namespace roznamcha::extract {

/// Bytes of the words that tell of violence, ascending: where a learnt reader has to look. If there are any
/// that tell of real deeds, those alone.
std::vector<uint32_t> bytes_to_look_at(const Analysis& a, const std::vector<Telling>& tellings);

/// The deeds that the learnt reader saw in sentences whose grammar is known, without what hangs on them, in
/// text order.
std::vector<Telling> seen_tellings(const Analysis& a, const Sight& sight);

/// `tellings` with those of `seen` whose words tell of nothing yet, in text order.
std::vector<Telling> with_seen(std::vector<Telling> tellings, std::vector<Telling> seen);

/// The spans of `sight` that tell of each draft's incident.
std::vector<std::vector<uint32_t>> spans_of_drafts(const Findings& f, const std::vector<Draft>& drafts);

/// How likely it is to the learnt reader that a draft's words name a deed, 0..1; nothing where it did not
/// look.
std::optional<float> share_of_deed(const Findings& f, const Draft& draft);

/// How likely a draft's incident is of each kind, by its own words; nothing where the learnt reader did not
/// look.
std::optional<std::array<float, kDeeds>> deeds_of(const Findings& f, const Draft& draft);

/// Takes out doers and things hit that the learnt reader holds to be nothing of the kind.
void drop_unseen(const Findings& f, record::Account& account);

/// Adds what `spans` say and `account` does not: individual doers, victims, things hit, weapons and the
/// wounded; where no rules have read (Findings::alone) the killed too.
void add_seen(const Findings& f, const std::vector<uint32_t>& spans, record::Account& account);

/// The same of organisations that did it, but for those that deny it. What the text says of who claims,
/// suspects or denies (`attributions`) is in `account` already.
void add_seen_organizations(const Findings& f, const std::vector<uint32_t>& spans,
                            const std::vector<Attribution>& attributions, record::Account& account);

/// Keeps one of the words for those who did it and are not named: "gunmen", "attackers" and "militants" are
/// the same people.
void settle_doers(const Findings& f, record::Account& account);

}  // namespace roznamcha::extract
