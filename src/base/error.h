// Errors as values. Every failure that a user can meet has an id (tests compare ids, never wording), the
// place in the input where it was met, and what to do about it.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace roznamcha::base {

enum class ErrorId {
  kNotFound,         // a file or folder is not there
  kUnreadable,       // it is there and cannot be read
  kTooLarge,         // over a documented limit
  kBadEncoding,      // bytes that are no text in the charset that they claim
  kBadJson,          // a line that is no JSON, or no document
  kBadDate,          // a date or time that does not parse
  kEmptyText,        // nothing to read
  kNoArticle,        // HTML without a main text
  kBadFeed,          // XML that is no feed
  kBadPack,          // a pack file that does not hold
  kBadModel,         // a model file that is none, damaged, or of a shape that is not run
  kModelNewer,       // written for a newer version of the program
  kRegisterBusy,     // another program holds the register
  kRegisterCorrupt,  // the register file is damaged or no register
  kRegisterNewer,    // written by a newer version of the program
  kRegisterMissing,  // asked of a register that does not exist
  kRegisterFull,     // no room on the disk
  kUnknownId,        // no such incident, account or document
  kBadArgument,      // a flag's value is out of its range
  kUnwritable,       // output that cannot be written
  kInternal,         // a defect of the program
};

/// The id as users and tests write it, for example "bad-json".
std::string_view name(ErrorId id);

struct Error {
  ErrorId id = ErrorId::kInternal;
  std::string what;    // one sentence without a full stop
  std::string where;   // file, file:line, file:byte …; empty if nowhere
  std::string advice;  // what the user can do; may be empty
};

/// "where: what (advice) [id]", on one line whatever the parts hold.
std::string to_string(const Error& error);

/// A value or an Error. Asking for the one that is not there is a defect and aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  T& operator*() & { return get(); }
  const T& operator*() const& { return const_cast<Result*>(this)->get(); }
  T&& operator*() && { return std::move(get()); }
  T* operator->() { return &get(); }
  const T* operator->() const { return &const_cast<Result*>(this)->get(); }
  const Error& error() const {
    assert(!*this);
    return *std::get_if<Error>(&state_);
  }

 private:
  T& get() {
    assert(*this);
    return *std::get_if<T>(&state_);
  }
  std::variant<T, Error> state_;
};

/// Success, or an Error.
using Status = std::optional<Error>;

}  // namespace roznamcha::base
