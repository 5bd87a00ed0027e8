// What went wrong, as RFC 9457 has it.
#pragma once

#include <string_view>

#include "base/error.h"
#include "http/message.h"

namespace roznamcha::http {

/// application/problem+json with this status.
Response problem(unsigned status, const base::Error& error);
/// With the status that the error's id calls for.
Response problem(const base::Error& error);
/// "Not Found", "" for a status that is not used.
std::string_view reason(unsigned status);

}  // namespace roznamcha::http
