// The register on disk: an append-only log of documents, of what was read in them, and of people's decisions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/anchor.h"
#include "ledger/sqlite.h"
#include "record/document.h"
#include "record/incident.h"

namespace roznamcha::ledger {

enum class Access : uint8_t {
  kRead,
  kWrite,
  kCreate,  // as kWrite, and makes the register if there is none
};

struct Options {
  Access access = Access::kRead;
  base::Clock clock;       // gives the moment that is written as "learnt"; the system's if empty
  int busy_ms = 5000;      // how long to wait for another program that writes
  int64_t most_pages = 0;  // size that the file may reach, in pages of 4,096 bytes; 0: as the disk allows
};

/// With what a document was read.
struct Origin {
  std::string program;  // version of the program
  std::string packs;    // digest of its packs
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// A document with what was read in it. Ids of accounts may be anything: the ledger makes its own.
struct Entry {
  record::Document document;
  record::Reading reading;
};

/// A document of the register with a newer reading.
struct Reread {
  int64_t number = 0;
  record::Document document;  // as Ledger::document() gives it
  record::Reading reading;
};

enum class Added : uint8_t {
  kNew,
  kVersion,  // another text (or title, date …) of a document that the register knows by its address
  kKnown,    // nothing changed
};

/// A document in force, with its newest reading.
struct Held {
  int64_t number = 0;         // position in the log
  record::Document document;  // without text; its id is made unique in the snapshot
  std::string learnt;         // RFC 3339 UTC: when the register took it in
  record::Reading reading;    // ids of accounts are those of the register
  Origin origin;
};

/// What the register held at a moment.
struct Snapshot {
  std::vector<Held> documents;          // sorted by id
  std::vector<record::Review> reviews;  // in log order, undone ones included
  /// Decisions that name accounts which no reading holds any more, by their number.
  std::vector<int64_t> adrift;
};

/// Where a reading lies in the log.
struct Logged {
  int64_t number = 0;    // of the reading
  int64_t document = 0;  // number
  std::string address;   // of the document
  std::string learnt;
};

/// A decision as it lies in the log: with what it remembers of its accounts, which are not looked up.
struct LoggedReview {
  record::Review review;  // without accounts
  std::vector<Anchor> anchors;
};

/// An SQLite file in WAL mode. What `append` and `decide` have returned from stays, even if the program is
/// killed or the power fails the moment after. One program writes at a time; any number read meanwhile. One
/// object serves one thread at a time.
///
/// Which documents are the same: a document's address is its URL, else its source and its text. The same
/// address with the same text and metadata is known already; with another it is a new version. Of several
/// versions that one is in force that was published last, of those the one learnt last.
///
/// An account's id is made from its document's address, text and the account's evidence words, so that it
/// does not depend on the order of arrival: 10 hex digits, more where two would be alike.
///
/// Errors of all functions: kRegisterMissing, kRegisterBusy, kRegisterCorrupt (damaged, or no register: never
/// touched), kRegisterNewer (never touched), kRegisterFull, kUnreadable (no permission, the disk fails).
/// After an error nothing of the call is in the register.
class Ledger {
 public:
  static base::Result<Ledger> open(const std::string& path, Options options = {});
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  /// Appends documents with their readings, all or none. One result an entry, in order.
  base::Result<std::vector<Added>> append(std::span<const Entry> entries, const Origin& origin);

  /// Whether `append` would find this version known, so that it need not be read again.
  base::Result<bool> knows(const record::Document& document);

  /// Documents in force whose newest reading is not of `origin`, by their numbers, and one of them with its
  /// text.
  base::Result<std::vector<int64_t>> read_otherwise(const Origin& origin);
  base::Result<record::Document> document(int64_t number);
  /// Appends newer readings of documents, all or none; the older ones stay in the log.
  base::Status reread(std::span<const Reread> readings, const Origin& origin);

  /// Appends a decision; `number` and `learnt` are given by the ledger. `review.accounts` are ids of the
  /// newest snapshot; each is remembered with its document and words, so that the decision finds the account
  /// again after a new reading (the account that shares most of the words). Gives the number. Errors:
  /// kUnknownId.
  base::Result<int64_t> decide(const record::Review& review);

  /// What the register held at a moment (RFC 3339 UTC with milliseconds, as base::Clock writes it), or holds
  /// now.
  base::Result<Snapshot> snapshot(const std::optional<std::string>& as_of = {});

  // What follows serves the tables that are derived from the log (schema.h), which are another's.

  /// Runs `work` with all that it does in one transaction, of which all stays or nothing. The functions above
  /// become part of it when they are called in `work`. Within another it is part of that.
  base::Status atomically(const std::function<base::Status()>& work);
  /// Runs `work`, which only reads, so that all of it sees one state.
  base::Status consistently(const std::function<base::Status()>& work);
  Database& database();
  /// False for a register of an older version on a medium that cannot be written.
  bool has_derived_tables() const;
  /// Whether derived tables can be written now: not on a fixed medium, and not while another program writes.
  /// A ledger that was opened for reading may write those alone.
  base::Result<bool> may_write();

  /// The readings and decisions after those numbers, in log order, of the first moment at which there are
  /// any.
  struct Step {
    std::string learnt;  // "" if there is nothing more
    std::vector<Logged> readings;
    std::vector<LoggedReview> reviews;
  };
  base::Result<Step> after(int64_t reading, int64_t review);
  /// The last numbers of both in the log; 0 if there is none.
  base::Result<std::pair<int64_t, int64_t>> last();
  /// The version of a document that was in force at a moment, with its newest reading then. The ids are as
  /// they were given: the document's own, and of accounts the keys (anchor.h).
  struct InForce {
    Held held;
    int64_t reading = 0;
  };
  base::Result<std::optional<InForce>> in_force(const std::string& address, const std::string& as_of);
  /// A document without its text, with one of its readings, ids as for in_force().
  base::Result<Held> held(int64_t document, int64_t reading);
  base::Result<std::string> address(int64_t document);
  /// All decisions up to a moment.
  base::Result<std::vector<LoggedReview>> reviews(const std::optional<std::string>& as_of = {});
  /// One of them. Errors: kUnknownId.
  base::Result<LoggedReview> review(int64_t number);
  /// As decide(), of accounts that the caller knows: their anchors.
  base::Result<int64_t> decide(const record::Review& review, const std::vector<Anchor>& anchors);

  /// Text of a document by its number. kRegisterCorrupt if it is not the text that was taken in.
  base::Result<std::string> text(int64_t number);

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::ledger
