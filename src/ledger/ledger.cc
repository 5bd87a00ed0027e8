#include "ledger/ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "ledger/anchor.h"
#include "ledger/schema.h"
#include "ledger/sqlite.h"
#include "record/json.h"

namespace roznamcha::ledger {

using base::Error;
using base::ErrorId;
using base::Result;
using base::Status;
using Json = nlohmann::ordered_json;
using record::Document;
using record::Reading;
using record::Review;

namespace {

constexpr size_t kIdDigits = 10;
constexpr size_t kIdDigitsAlike = 20;  // for ids that would be alike with fewer
constexpr std::string_view kDocumentColumns =
    "number, address, sha256, learnt, id, title, url, source, language, country, published, "
    "published_given";
constexpr std::string_view kReviewColumns =
    "number, learnt, kind, accounts, field, value, reason, decided_by, undoes";
constexpr size_t kHeaderBytes = 100;  // of an SQLite file

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Which documents are versions of one another.
std::string address_of(const Document& document) {
  if (!document.url.empty()) return "url " + document.url;
  return fmt::format("text {} {}", document.sha256, document.source);
}

/// Which versions are the same. The id is no part of it: a file may be renamed.
std::string version_digest(const Document& document) {
  return base::sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", address_of(document), document.sha256,
                                  document.published ? text::to_string(*document.published) : "",
                                  document.source, document.language, document.country, document.title));
}

Error corrupt(const std::string& path, std::string what) {
  return {ErrorId::kRegisterCorrupt, std::move(what), path, "restore it from a copy; it was left as it is"};
}

uint32_t big_endian(const std::string& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

Error too_new(const std::string& path, int64_t version) {
  return {
      ErrorId::kRegisterNewer,
      fmt::format("the register has version {}, this program knows up to {}", version, kMigrations.size()),
      path, "use the newer program that wrote it"};
}

/// Looks at a file without SQLite, which might write to it: whether it can be a register that this program
/// reads. Opened::claim() says when.
Status inspect(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    if (failed) return Error{ErrorId::kUnreadable, failed.message(), path, "check its permissions"};
    return Error{ErrorId::kRegisterMissing, "there is no such register", path,
                 "name another, or make it by `roznamcha add`"};
  }
  if (std::filesystem::is_directory(path, failed)) {
    return Error{ErrorId::kUnreadable, "a folder is no register", path, "name a file"};
  }
  std::ifstream file(path, std::ios::binary);
  std::string header(kHeaderBytes, '\0');
  if (!file) return Error{ErrorId::kUnreadable, std::strerror(errno), path, "check its permissions"};
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  if (static_cast<size_t>(file.gcount()) < kHeaderBytes || !header.starts_with(kMagic) ||
      big_endian(header, 68) != kApplicationId) {
    return Error{ErrorId::kRegisterCorrupt, "the file is no register", path,
                 "name another file; this one was left as it is"};
  }
  if (big_endian(header, 60) > kMigrations.size()) return too_new(path, big_endian(header, 60));
  const uint32_t page = (header[16] == 0 && header[17] == 1)
                            ? 65536u
                            : static_cast<uint32_t>(static_cast<unsigned char>(header[16]) << 8 |
                                                    static_cast<unsigned char>(header[17]));
  // What a killed program has not yet moved out of the log may lengthen the file; without a log it must be
  // whole.
  const uint64_t whole = uint64_t{page} * big_endian(header, 28);
  if (!std::filesystem::exists(path + "-wal", failed) && std::filesystem::file_size(path, failed) < whole) {
    return corrupt(path, "the register was cut short");
  }
  return {};
}

/// That this process has a file open as a register, or is about to. Looking at such a file by another handle
/// would, when that is closed, drop SQLite's locks on it (POSIX locks belong to the process): so a file is
/// looked at only where nobody has claimed it, while nobody else can, and whoever claims it holds the claim
/// from before SQLite opens the file until after SQLite has closed it.
class Opened {
 public:
  /// Errors: those of inspect().
  static Result<std::unique_ptr<Opened>> claim(const std::string& path) {
    const std::lock_guard lock(mutex());
    Key key = key_of(path);
    if (!open().contains(key)) {
      if (Status wrong = inspect(path)) return *wrong;
      key = key_of(path);
    }
    ++open()[key];
    return std::unique_ptr<Opened>(new Opened(key));
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    const std::lock_guard lock(mutex());
    if (--open()[key_] == 0) open().erase(key_);
  }

 private:
  using Key = std::pair<dev_t, ino_t>;
  explicit Opened(Key key) : key_(std::move(key)) {}
  static Key key_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? Key{status.st_dev, status.st_ino} : Key{};
  }
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  static std::map<Key, int>& open() {
    static std::map<Key, int> all;
    return all;
  }
  const Key key_;
};

/// Makes what was renamed or linked in a folder safe against a loss of power.
void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  ::fsync(handle);
  ::close(handle);
}

Status migrate(Database& database, const std::string& path) {
  if (Status failed = database.run("BEGIN IMMEDIATE")) return failed;
  auto query = database.query("PRAGMA user_version");
  if (!query) return query.error();
  const auto row = query->next();
  if (!row) return row.error();
  const int64_t version = query->integer(0);
  query->reset();
  Status failed;
  if (version > static_cast<int64_t>(kMigrations.size())) failed = too_new(path, version);
  for (size_t i = static_cast<size_t>(version); !failed && i < kMigrations.size(); ++i)
    failed = database.run(kMigrations[i]);
  if (!failed) failed = database.run(fmt::format("PRAGMA user_version = {}", kMigrations.size()));
  if (!failed) failed = database.run("COMMIT");
  if (failed) (void)database.run("ROLLBACK");
  return failed;
}

/// Makes an empty register beside `path` and moves it there when it is whole, so that nobody ever meets half
/// of one. If somebody else has made one meanwhile, theirs stays.
Status create(const std::string& path) {
  const std::string fresh = fmt::format("{}.new-{}", path, ::getpid());
  const auto remove = [&] {
    for (const char* tail : {"", "-journal", "-wal", "-shm"}) ::unlink((fresh + tail).c_str());
  };
  remove();
  const auto at_path = [&](Error error) {
    remove();
    error.where = path;
    return error;
  };
  {
    auto database = Database::open(fresh, Database::Mode::kNew);
    if (!database) return at_path(database.error());
    const std::string setup = fmt::format(
        "PRAGMA page_size = 4096; PRAGMA synchronous = FULL; PRAGMA application_id = {}", kApplicationId);
    if (Status failed = database->run(setup)) return at_path(*failed);
    if (Status failed = migrate(*database, path)) return at_path(*failed);
    if (Status failed = database->run("PRAGMA journal_mode = WAL")) return at_path(*failed);
  }
  if (::link(fresh.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    // Not every file system has links.
    if (::rename(fresh.c_str(), path.c_str()) != 0) {
      return at_path(Error{ErrorId::kUnreadable,
                           fmt::format("the register cannot be made: {}", std::strerror(errno)), path,
                           "check the permissions of its folder"});
    }
  }
  remove();
  sync_folder_of(path);
  return {};
}

}  // namespace

// ---- what is in the register

struct Ledger::State {
  std::unique_ptr<Opened> opened;  // outlives the database
  std::string path;
  base::Clock clock;
  Database database;
  bool fixed = false;    // on a medium that cannot be written
  bool writes = false;   // was opened for writing
  bool derives = false;  // may write what is derived
  int busy_ms = 0;
  bool derived = true;  // has the tables for what is derived
  bool inside = false;  // of a transaction of atomically()

  /// The moment at which something is learnt: now, but never before what was learnt already, so that the log
  /// lies in the order of time even if the clock was put back.
  Result<std::string> now() {
    if (!writes) return Error{ErrorId::kUnreadable, "the register was opened for reading alone", path, ""};
    std::string moment = clock();
    for (const char* table : {"readings", "reviews"}) {
      auto query = database.query(fmt::format("SELECT learnt FROM {} ORDER BY number DESC LIMIT 1", table));
      if (!query) return query.error();
      const auto row = query->next();
      if (!row) return row.error();
      if (*row) moment = std::max(moment, std::string(query->text(0)));
    }
    return moment;
  }

  /// A snapshot with what its ids stand for.
  struct Taken {
    Snapshot snapshot;
    std::vector<std::string> addresses;          // by document
    std::vector<std::vector<std::string>> keys;  // by document and account
  };

  /// Runs `work` in a transaction: all of what it writes stays, or nothing. `begin` is BEGIN or BEGIN
  /// IMMEDIATE.
  template <typename Work>
  auto transaction(const char* begin, Work work) -> decltype(work()) {
    if (inside) return work();
    if (Status failed = database.run(begin)) return *failed;
    auto result = work();
    if (!result) {
      (void)database.run("ROLLBACK");
      return result;
    }
    if (Status failed = database.run("COMMIT")) {
      (void)database.run("ROLLBACK");
      return *failed;
    }
    return result;
  }

  Result<std::string> text(int64_t number) {
    auto query = database.query("SELECT text, sha256 FROM documents WHERE number = ?");
    if (!query) return query.error();
    const auto row = query->bind(0, number).next();
    if (!row) return row.error();
    if (!*row)
      return Error{ErrorId::kUnknownId, fmt::format("the register has no document number {}", number), path,
                   ""};
    std::string text(query->text(0));
    if (base::sha256(text) != query->text(1))
      return corrupt(path, fmt::format("the text of document number {} is damaged", number));
    return text;
  }

  Status insert_reading(int64_t number, const Document& document, Reading reading, const Origin& origin,
                        const std::string& learnt) {
    const std::vector<std::string> keys =
        account_keys(address_of(document), document.sha256, document.text, reading.accounts);
    for (size_t i = 0; i < keys.size(); ++i) reading.accounts[i].id = keys[i];
    auto query = database.query(
        "INSERT INTO readings(document, learnt, program, packs, reading) VALUES(?, ?, ?, ?, ?)");
    if (!query) return query.error();
    query->bind(0, number).bind(1, learnt).bind(2, origin.program).bind(3, origin.packs);
    return query->bind(4, dump(record::to_json(reading, record::byte_spans()))).run();
  }

  Result<Added> insert(const Entry& entry, const Origin& origin, const std::string& learnt) {
    Document document = entry.document;
    document.sha256 = base::sha256(document.text);
    const std::string address = address_of(document);
    auto others = database.query("SELECT EXISTS(SELECT 1 FROM documents WHERE address = ?)");
    if (!others) return others.error();
    const auto row = others->bind(0, address).next();
    if (!row) return row.error();
    const bool version = others->integer(0) != 0;
    others->reset();

    auto query = database.query(
        "INSERT OR IGNORE INTO documents(digest, address, sha256, learnt, id, title, url, source, language, "
        "country, published, "
        "published_given, text) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!query) return query.error();
    query->bind(0, version_digest(document))
        .bind(1, address)
        .bind(2, document.sha256)
        .bind(3, learnt)
        .bind(4, document.id);
    query->bind(5, document.title)
        .bind(6, document.url)
        .bind(7, document.source)
        .bind(8, document.language)
        .bind(9, document.country);
    if (!document.published)
      query->bind_null(10);
    else if (!document.published_minute)
      query->bind(10, text::to_string(*document.published));
    else
      query->bind(10, fmt::format("{} {}", text::to_string(*document.published), *document.published_minute));
    query->bind(11, document.published_given ? 1 : 0).bind(12, document.text);
    if (Status failed = query->run()) return *failed;
    if (database.changed() == 0) return Added::kKnown;
    if (Status failed = insert_reading(database.last_row(), document, entry.reading, origin, learnt))
      return *failed;
    return version ? Added::kVersion : Added::kNew;
  }

  /// A document of a row of kDocumentColumns.
  Result<Held> held_of(const Query& row);
  /// Documents in force with their addresses, without readings.
  Result<std::vector<std::pair<std::string, Held>>> documents(const std::optional<std::string>& as_of);
  Status read_into(Held& held, int64_t reading);
  Status read_into(Held& held, const Query& row, int column);
  Result<LoggedReview> review_of(const Query& row);
  Result<int64_t> insert_review(const Review& review, const std::vector<Anchor>& anchors);
  Error no_decision(int64_t number) const;
  Status add_readings(const std::optional<std::string>& as_of,
                      std::vector<std::pair<std::string, Held>>& documents);
  Status add_reviews(const std::optional<std::string>& as_of, Taken& taken);
  Result<Taken> take(const std::optional<std::string>& as_of);
};

namespace {

/// Upper end of a search by moments: without one, everything.
std::string moment(const std::optional<std::string>& as_of) {
  return as_of ? *as_of : "~";
}

/// Of the texts of one document the one in force.
Held& newest_of(std::map<std::string, Held>& texts) {
  return std::max_element(texts.begin(), texts.end(),
                          [](const auto& a, const auto& b) {
                            const auto order = [](const Held& h) {
                              return std::tie(h.document.published, h.learnt, h.number);
                            };
                            return order(a.second) < order(b.second);
                          })
      ->second;
}

/// Makes the ids of a list different by adding to those that are alike, whatever the order of the list.
template <typename Item, typename Id, typename Tail>
void part_alike(std::vector<Item>& items, Id id, Tail tail) {
  std::map<std::string, int> uses;
  for (Item& item : items) ++uses[id(item)];
  for (Item& item : items) {
    if (uses[id(item)] > 1) id(item) = tail(item);
  }
}

}  // namespace

Result<Held> Ledger::State::held_of(const Query& row) {
  Held held;
  held.number = row.integer(0);
  held.learnt = row.text(3);
  Document& document = held.document;
  document.sha256 = row.text(2);
  document.id = row.text(4);
  document.title = row.text(5);
  document.url = row.text(6);
  document.source = row.text(7);
  document.language = row.text(8);
  document.country = row.text(9);
  if (!row.is_null(10)) {
    const std::string_view published = row.text(10);
    const size_t day = std::min(published.size(), published.find(' '));
    document.published = text::parse_date(published.substr(0, day));
    if (day < published.size()) {
      int64_t minute = 0;
      std::from_chars(published.data() + day + 1, published.data() + published.size(), minute);
      document.published_minute = minute;
    }
    if (!document.published)
      return corrupt(path, fmt::format("document number {} has a date that is none", held.number));
  }
  document.published_given = row.integer(11) != 0;
  return held;
}

Result<std::vector<std::pair<std::string, Held>>> Ledger::State::documents(
    const std::optional<std::string>& as_of) {
  auto query = database.query(
      fmt::format("SELECT {} FROM documents WHERE learnt <= ? ORDER BY number", kDocumentColumns));
  if (!query) return query.error();
  query->bind(0, moment(as_of));

  // By address and text: what was said last about the same text is a correction of its metadata.
  std::map<std::string, std::map<std::string, Held>> versions;
  while (true) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) break;
    auto held = held_of(*query);
    if (!held) return held.error();
    std::string text_digest = held->document.sha256;
    versions[std::string(query->text(1))].insert_or_assign(std::move(text_digest), *std::move(held));
  }

  std::vector<std::pair<std::string, Held>> out;
  for (auto& [address, texts] : versions) {
    out.emplace_back(address, std::move(newest_of(texts)));
  }
  part_alike(
      out, [](auto& item) -> std::string& { return item.second.document.id; },
      [](auto& item) { return item.second.document.id + "#" + base::short_digest(item.first, 8); });
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.document.id, a.first) < std::tie(b.second.document.id, b.first);
  });
  return out;
}

Status Ledger::State::add_readings(const std::optional<std::string>& as_of,
                                   std::vector<std::pair<std::string, Held>>& documents) {
  // SQLite gives the bare columns of the row that holds the maximum.
  auto query = database.query(
      "SELECT document, program, packs, reading, max(number) FROM readings WHERE learnt <= ? GROUP BY "
      "document");
  if (!query) return query.error();
  query->bind(0, moment(as_of));
  std::unordered_map<int64_t, Held*> by_number;
  for (auto& [address, held] : documents) by_number[held.number] = &held;
  while (true) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) return {};
    const auto found = by_number.find(query->integer(0));
    if (found == by_number.end()) continue;
    if (Status failed = read_into(*found->second, *query, 1)) return failed;
  }
}

Status Ledger::State::add_reviews(const std::optional<std::string>& as_of, Taken& taken) {
  auto query =
      database.query(fmt::format("SELECT {} FROM reviews WHERE learnt <= ? ORDER BY number", kReviewColumns));
  if (!query) return query.error();
  query->bind(0, moment(as_of));

  Snapshot& snapshot = taken.snapshot;
  std::unordered_map<std::string_view, std::pair<size_t, size_t>> by_key;
  std::unordered_map<std::string_view, size_t> by_address;
  for (size_t i = 0; i < snapshot.documents.size(); ++i) {
    by_address[taken.addresses[i]] = i;
    for (size_t j = 0; j < taken.keys[i].size(); ++j) by_key[taken.keys[i][j]] = {i, j};
  }
  const auto find = [&](const Anchor& anchor) -> Result<std::string> {
    if (const auto found = by_key.find(anchor.key); found != by_key.end()) {
      return snapshot.documents[found->second.first].reading.accounts[found->second.second].id;
    }
    const auto found = by_address.find(anchor.address);
    if (found == by_address.end()) return std::string();
    const Held& held = snapshot.documents[found->second];
    std::string words;
    if (held.document.sha256 != anchor.sha256) {
      auto text_now = text(held.number);
      if (!text_now) return text_now.error();
      words = *std::move(text_now);
    }
    const auto account = find_again(anchor, held.document.sha256, held.reading.accounts, words);
    return account ? held.reading.accounts[*account].id : std::string();
  };
  while (true) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) return {};
    auto logged = review_of(*query);
    if (!logged) return logged.error();
    Review review = std::move(logged->review);
    bool lost = false;
    for (const Anchor& anchor : logged->anchors) {
      auto id = find(anchor);
      if (!id) return id.error();
      lost = lost || id->empty();
      // A newer reading may hold two of them for one.
      const bool known =
          std::find(review.accounts.begin(), review.accounts.end(), *id) != review.accounts.end();
      if (!id->empty() && !known) review.accounts.push_back(*std::move(id));
    }
    if (lost) snapshot.adrift.push_back(review.number);
    snapshot.reviews.push_back(std::move(review));
  }
}

Result<int64_t> Ledger::State::insert_review(const Review& review, const std::vector<Anchor>& anchors) {
  auto query = database.query(
      "INSERT INTO reviews(learnt, kind, accounts, field, value, reason, decided_by, undoes) VALUES(?, ?, "
      "?, ?, ?, ?, ?, ?)");
  if (!query) return query.error();
  const auto learnt = now();
  if (!learnt) return learnt.error();
  query->bind(0, *learnt)
      .bind(1, name(review.kind))
      .bind(2, dump(to_json(anchors)))
      .bind(3, review.field)
      .bind(4, review.value);
  query->bind(5, review.reason).bind(6, review.by);
  review.undoes != 0 ? query->bind(7, review.undoes) : query->bind_null(7);
  if (Status failed = query->run()) return *failed;
  return database.last_row();
}

Error Ledger::State::no_decision(int64_t number) const {
  return Error{ErrorId::kUnknownId, fmt::format("the register has no decision {}", number), path,
               "see `roznamcha show`"};
}

Result<LoggedReview> Ledger::State::review_of(const Query& row) {
  LoggedReview out;
  Review& review = out.review;
  review.number = row.integer(0);
  review.learnt = row.text(1);
  const auto kind = record::review_kind(row.text(2));
  auto anchors = anchors_from_json(Json::parse(row.text(3), nullptr, false));
  if (!kind || !anchors) return corrupt(path, fmt::format("decision {} is damaged", review.number));
  review.kind = *kind;
  out.anchors = *std::move(anchors);
  review.field = row.text(4);
  review.value = row.text(5);
  review.reason = row.text(6);
  review.by = row.text(7);
  review.undoes = row.integer(8);
  return out;
}

Status Ledger::State::read_into(Held& held, int64_t reading) {
  auto query = database.query("SELECT program, packs, reading FROM readings WHERE number = ?");
  if (!query) return query.error();
  const auto row = query->bind(0, reading).next();
  if (!row) return row.error();
  if (!*row) return corrupt(path, fmt::format("reading {} is missing", reading));
  return read_into(held, *query, 0);
}

/// Takes origin and reading from three columns.
Status Ledger::State::read_into(Held& held, const Query& row, int column) {
  held.origin = {std::string(row.text(column)), std::string(row.text(column + 1))};
  auto reading = record::reading_from_json(Json::parse(row.text(column + 2), nullptr, false));
  if (!reading)
    return corrupt(path, fmt::format("the reading of document number {} is damaged: {}", held.number,
                                     reading.error().what));
  held.reading = *std::move(reading);
  return {};
}

Result<Ledger::State::Taken> Ledger::State::take(const std::optional<std::string>& as_of) {
  auto held = documents(as_of);
  if (!held) return held.error();
  if (Status failed = add_readings(as_of, *held)) return *failed;

  Taken taken;
  std::vector<std::pair<std::string, std::string*>> ids;  // key, id
  for (auto& [address, document] : *held) {
    std::vector<std::string>& keys = taken.keys.emplace_back();
    for (record::Account& account : document.reading.accounts) keys.push_back(account.id);
    taken.addresses.push_back(address);
    taken.snapshot.documents.push_back(std::move(document));
  }
  for (size_t i = 0; i < taken.keys.size(); ++i) {
    auto& accounts = taken.snapshot.documents[i].reading.accounts;
    for (size_t j = 0; j < accounts.size(); ++j) {
      accounts[j].id = taken.keys[i][j].substr(0, kIdDigits);
      ids.emplace_back(taken.keys[i][j], &accounts[j].id);
    }
  }
  part_alike(
      ids, [](auto& item) -> std::string& { return *item.second; },
      [](auto& item) { return item.first.substr(0, kIdDigitsAlike); });
  if (Status failed = add_reviews(as_of, taken)) return *failed;
  return taken;
}

// ---- the interface

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::string& path, Options options) {
  auto opened = Opened::claim(path);
  if (!opened && opened.error().id == ErrorId::kRegisterMissing && options.access == Access::kCreate) {
    if (Status failed = create(path)) return *failed;
    opened = Opened::claim(path);
  }
  if (!opened) return opened.error();

  // A register on a medium that cannot be written can still be read, as long as no log lies beside it.
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const bool fixed = options.access == Access::kRead &&
                     ::access(folder.empty() ? "." : folder.c_str(), W_OK) != 0 &&
                     ::access((path + "-wal").c_str(), F_OK) != 0;
  auto database = Database::open(path, fixed ? Database::Mode::kImmutable : Database::Mode::kReadWrite);
  if (!database) return database.error();
  database->wait_for_others(options.busy_ms);
  // FULL: each commit is on the disk before it is acknowledged.
  // 16 MB: what a page of a list looks through is still there for the count beside it, and for the next page.
  if (Status failed =
          database->run("PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16000"))
    return *failed;
  if (options.most_pages > 0) {
    if (Status failed = database->run(fmt::format("PRAGMA max_page_count = {}", options.most_pages)))
      return *failed;
  }
  auto version = database->query("PRAGMA user_version");
  if (!version) return version.error();
  if (const auto row = version->next(); !row) return row.error();
  const int64_t found = version->integer(0);
  version->reset();
  if (found < 1) return corrupt(path, "the register has no version");
  if (found > static_cast<int64_t>(kMigrations.size())) return too_new(path, found);
  const bool older = found < static_cast<int64_t>(kMigrations.size());
  if (older && !fixed) {
    if (Status failed = migrate(*database, path)) return *failed;
  }
  if (options.access == Access::kRead) {
    if (Status failed = database->run("PRAGMA query_only = ON")) return *failed;
  }
  if (!options.clock) options.clock = base::system_clock();
  return Ledger(std::make_unique<State>(State{*std::move(opened), path, std::move(options.clock),
                                              *std::move(database), fixed, options.access != Access::kRead,
                                              false, options.busy_ms, !(older && fixed), false}));
}

Result<std::vector<Added>> Ledger::append(std::span<const Entry> entries, const Origin& origin) {
  return state_->transaction("BEGIN IMMEDIATE", [&]() -> Result<std::vector<Added>> {
    const auto learnt = state_->now();
    if (!learnt) return learnt.error();
    std::vector<Added> out;
    for (const Entry& entry : entries) {
      const auto added = state_->insert(entry, origin, *learnt);
      if (!added) return added.error();
      out.push_back(*added);
    }
    return out;
  });
}

Result<bool> Ledger::knows(const Document& document) {
  auto query = state_->database.query("SELECT EXISTS(SELECT 1 FROM documents WHERE digest = ?)");
  if (!query) return query.error();
  Document whole = document;
  whole.sha256 = base::sha256(document.text);
  const auto row = query->bind(0, version_digest(whole)).next();
  if (!row) return row.error();
  return query->integer(0) != 0;
}

Result<std::vector<int64_t>> Ledger::read_otherwise(const Origin& origin) {
  return state_->transaction("BEGIN", [&]() -> Result<std::vector<int64_t>> {
    auto held = state_->documents({});
    if (!held) return held.error();
    auto query = state_->database.query(
        "SELECT document, program, packs, max(number) FROM readings GROUP BY document");
    if (!query) return query.error();
    std::unordered_map<int64_t, Origin> origins;
    while (true) {
      const auto row = query->next();
      if (!row) return row.error();
      if (!*row) break;
      origins[query->integer(0)] = {std::string(query->text(1)), std::string(query->text(2))};
    }
    std::vector<int64_t> out;
    for (const auto& [address, document] : *held) {
      if (origins[document.number] != origin) out.push_back(document.number);
    }
    std::sort(out.begin(), out.end());
    return out;
  });
}

Result<Document> Ledger::document(int64_t number) {
  auto query =
      state_->database.query(fmt::format("SELECT {} FROM documents WHERE number = ?", kDocumentColumns));
  if (!query) return query.error();
  const auto row = query->bind(0, number).next();
  if (!row) return row.error();
  if (!*row)
    return Error{ErrorId::kUnknownId, fmt::format("the register has no document number {}", number),
                 state_->path, ""};
  auto held = state_->held_of(*query);
  if (!held) return held.error();
  auto text = state_->text(number);
  if (!text) return text.error();
  held->document.text = *std::move(text);
  return std::move(held->document);
}

Status Ledger::reread(std::span<const Reread> readings, const Origin& origin) {
  const auto done = state_->transaction("BEGIN IMMEDIATE", [&]() -> Result<bool> {
    const auto learnt = state_->now();
    if (!learnt) return learnt.error();
    for (const Reread& newer : readings) {
      if (Status failed =
              state_->insert_reading(newer.number, newer.document, newer.reading, origin, *learnt))
        return *failed;
    }
    return true;
  });
  return done ? Status() : Status(done.error());
}

Result<int64_t> Ledger::decide(const Review& review) {
  return state_->transaction("BEGIN IMMEDIATE", [&]() -> Result<int64_t> {
    auto taken = state_->take({});
    if (!taken) return taken.error();
    std::unordered_map<std::string_view, std::pair<size_t, size_t>> by_id;
    const auto& documents = taken->snapshot.documents;
    for (size_t i = 0; i < documents.size(); ++i) {
      for (size_t j = 0; j < documents[i].reading.accounts.size(); ++j)
        by_id[documents[i].reading.accounts[j].id] = {i, j};
    }
    std::vector<Anchor> anchors;
    for (const std::string& id : review.accounts) {
      const auto found = by_id.find(id);
      if (found == by_id.end()) {
        return Error{ErrorId::kUnknownId, fmt::format("the register has no account \"{}\"", id), state_->path,
                     "see `roznamcha list`"};
      }
      const auto [i, j] = found->second;
      const auto& account = documents[i].reading.accounts[j];
      const auto text = state_->text(documents[i].number);
      if (!text) return text.error();
      anchors.push_back({taken->keys[i][j], taken->addresses[i], documents[i].document.sha256,
                         account.evidence, evidence_words(*text, account)});
    }
    if (review.undoes != 0) {
      const auto& known = taken->snapshot.reviews;
      if (std::none_of(known.begin(), known.end(),
                       [&](const Review& r) { return r.number == review.undoes; }))
        return state_->no_decision(review.undoes);
    }
    return state_->insert_review(review, anchors);
  });
}

Result<int64_t> Ledger::decide(const Review& review, const std::vector<Anchor>& anchors) {
  return state_->transaction("BEGIN IMMEDIATE", [&]() -> Result<int64_t> {
    if (review.undoes != 0) {
      auto query = state_->database.query("SELECT EXISTS(SELECT 1 FROM reviews WHERE number = ?)");
      if (!query) return query.error();
      const auto row = query->bind(0, review.undoes).next();
      if (!row) return row.error();
      if (query->integer(0) == 0) return state_->no_decision(review.undoes);
    }
    return state_->insert_review(review, anchors);
  });
}

Status Ledger::atomically(const std::function<Status()>& work) {
  if (state_->inside) return work();
  const auto done = state_->transaction("BEGIN IMMEDIATE", [&]() -> Result<bool> {
    state_->inside = true;
    const Status failed = work();
    state_->inside = false;
    if (failed) return *failed;
    return true;
  });
  return done ? Status() : Status(done.error());
}

Status Ledger::consistently(const std::function<Status()>& work) {
  const auto done = state_->transaction("BEGIN", [&]() -> Result<bool> {
    if (Status failed = work()) return *failed;
    return true;
  });
  return done ? Status() : Status(done.error());
}

bool Ledger::has_derived_tables() const {
  return state_->derived;
}

Database& Ledger::database() {
  return state_->database;
}

Result<bool> Ledger::may_write() {
  if (state_->fixed) return false;
  if (state_->writes || state_->derives || state_->inside) return true;
  // Whoever reads does not wait for a writer, who will bring the tables up to date itself.
  Database& database = state_->database;
  if (Status failed = database.run("PRAGMA query_only = OFF")) return *failed;
  database.wait_for_others(0);
  Status failed = database.run("BEGIN IMMEDIATE");
  database.wait_for_others(state_->busy_ms);
  if (!failed) {
    if ((failed = database.run("COMMIT"))) return *failed;
    state_->derives = true;
    return true;
  }
  if (Status again = database.run("PRAGMA query_only = ON")) return *again;
  return false;
}

Result<std::pair<int64_t, int64_t>> Ledger::last() {
  auto query = state_->database.query(
      "SELECT (SELECT coalesce(max(number), 0) FROM readings), (SELECT coalesce(max(number), 0) FROM "
      "reviews)");
  if (!query) return query.error();
  const auto row = query->next();
  if (!row) return row.error();
  return std::pair(query->integer(0), query->integer(1));
}

Result<Ledger::Step> Ledger::after(int64_t reading, int64_t review) {
  Step step;
  for (const auto& [table, number] : {std::pair("readings", reading), std::pair("reviews", review)}) {
    auto query = state_->database.query(
        fmt::format("SELECT learnt FROM {} WHERE number > ? ORDER BY number LIMIT 1", table));
    if (!query) return query.error();
    const auto row = query->bind(0, number).next();
    if (!row) return row.error();
    if (*row && (step.learnt.empty() || query->text(0) < step.learnt)) step.learnt = query->text(0);
  }
  if (step.learnt.empty()) return step;
  auto readings = state_->database.query(
      "SELECT r.number, r.document, d.address, r.learnt FROM readings r JOIN documents d ON d.number = "
      "r.document "
      "WHERE r.number > ? ORDER BY r.number");
  if (!readings) return readings.error();
  readings->bind(0, reading);
  while (true) {
    const auto row = readings->next();
    if (!row) return row.error();
    if (!*row || readings->text(3) > step.learnt) break;
    step.readings.push_back({readings->integer(0), readings->integer(1), std::string(readings->text(2)),
                             std::string(readings->text(3))});
  }
  auto reviews = state_->database.query(
      fmt::format("SELECT {} FROM reviews WHERE number > ? ORDER BY number", kReviewColumns));
  if (!reviews) return reviews.error();
  reviews->bind(0, review);
  while (true) {
    const auto row = reviews->next();
    if (!row) return row.error();
    if (!*row || reviews->text(1) > step.learnt) break;
    auto logged = state_->review_of(*reviews);
    if (!logged) return logged.error();
    step.reviews.push_back(*std::move(logged));
  }
  return step;
}

Result<std::optional<Ledger::InForce>> Ledger::in_force(const std::string& address,
                                                        const std::string& as_of) {
  auto query = state_->database.query(fmt::format(
      "SELECT {} FROM documents WHERE address = ? AND learnt <= ? ORDER BY number", kDocumentColumns));
  if (!query) return query.error();
  query->bind(0, address).bind(1, as_of);
  std::map<std::string, Held> texts;
  while (true) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) break;
    auto held = state_->held_of(*query);
    if (!held) return held.error();
    std::string text_digest = held->document.sha256;
    texts.insert_or_assign(std::move(text_digest), *std::move(held));
  }
  if (texts.empty()) return std::optional<InForce>();
  InForce out{std::move(newest_of(texts)), 0};
  auto readings = state_->database.query(
      "SELECT number FROM readings WHERE document = ? AND learnt <= ? ORDER BY number DESC LIMIT 1");
  if (!readings) return readings.error();
  const auto row = readings->bind(0, out.held.number).bind(1, as_of).next();
  if (!row) return row.error();
  if (*row) {
    out.reading = readings->integer(0);
    if (Status failed = state_->read_into(out.held, out.reading)) return *failed;
  }
  return std::optional(std::move(out));
}

Result<Held> Ledger::held(int64_t document, int64_t reading) {
  auto query =
      state_->database.query(fmt::format("SELECT {} FROM documents WHERE number = ?", kDocumentColumns));
  if (!query) return query.error();
  const auto row = query->bind(0, document).next();
  if (!row) return row.error();
  if (!*row) return corrupt(state_->path, fmt::format("document number {} is missing", document));
  auto held = state_->held_of(*query);
  if (!held) return held;
  if (Status failed = state_->read_into(*held, reading)) return *failed;
  return held;
}

Result<std::string> Ledger::address(int64_t document) {
  auto query = state_->database.query("SELECT address FROM documents WHERE number = ?");
  if (!query) return query.error();
  const auto row = query->bind(0, document).next();
  if (!row) return row.error();
  if (!*row) return corrupt(state_->path, fmt::format("document number {} is missing", document));
  return std::string(query->text(0));
}

Result<std::vector<LoggedReview>> Ledger::reviews(const std::optional<std::string>& as_of) {
  auto query = state_->database.query(
      fmt::format("SELECT {} FROM reviews WHERE learnt <= ? ORDER BY number", kReviewColumns));
  if (!query) return query.error();
  query->bind(0, moment(as_of));
  std::vector<LoggedReview> out;
  while (true) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) return out;
    auto review = state_->review_of(*query);
    if (!review) return review.error();
    out.push_back(*std::move(review));
  }
}

Result<LoggedReview> Ledger::review(int64_t number) {
  auto query = state_->database.query(fmt::format("SELECT {} FROM reviews WHERE number = ?", kReviewColumns));
  if (!query) return query.error();
  const auto row = query->bind(0, number).next();
  if (!row) return row.error();
  if (!*row) return state_->no_decision(number);
  return state_->review_of(*query);
}

Result<Snapshot> Ledger::snapshot(const std::optional<std::string>& as_of) {
  auto taken = state_->transaction("BEGIN", [&] { return state_->take(as_of); });
  if (!taken) return taken.error();
  return std::move(taken->snapshot);
}

Result<std::string> Ledger::text(int64_t number) {
  return state_->text(number);
}

}  // namespace roznamcha::ledger
