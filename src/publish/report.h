// One report as a coder would mark it.
#pragma once

#include <string>

#include "publish/terminal.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::publish {

/// Every account with its fields and the words that state them, then tallies, measures and warnings. Ends with an empty line.
std::string report_page(const record::Document& document, const record::Reading& reading, const Look& look);

}  // namespace roznamcha::publish
