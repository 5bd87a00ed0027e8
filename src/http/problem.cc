#include "http/problem.h"

#include "publish/json.h"

namespace roznamcha::http {
namespace {

unsigned status_of(base::ErrorId id) {
  using base::ErrorId;
  switch (id) {
    case ErrorId::kUnknownId:
    case ErrorId::kNotFound:
      return 404;
    case ErrorId::kBadArgument:
    case ErrorId::kBadDate:
    case ErrorId::kBadJson:
    case ErrorId::kBadEncoding:
    case ErrorId::kBadFeed:
    case ErrorId::kEmptyText:
    case ErrorId::kNoArticle:
      return 400;
    case ErrorId::kTooLarge:
      return 413;
    case ErrorId::kRegisterBusy:
      return 409;
    case ErrorId::kRegisterFull:
      return 507;
    case ErrorId::kRegisterCorrupt:
    case ErrorId::kRegisterMissing:
    case ErrorId::kRegisterNewer:
    case ErrorId::kUnreadable:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

std::string_view reason(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

Response problem(unsigned status, const base::Error& error) {
  publish::Json json{{"type", "urn:roznamcha:" + std::string(base::name(error.id))},
                     {"title", reason(status)},
                     {"status", status},
                     {"detail", error.where.empty() ? error.what : error.where + ": " + error.what}};
  if (!error.where.empty()) json["where"] = error.where;
  if (!error.advice.empty()) json["advice"] = error.advice;
  return {status, {{"Content-Type", "application/problem+json"}}, publish::dump(json) + "\n", {}, false, 0};
}

Response problem(const base::Error& error) {
  return problem(status_of(error.id), error);
}

}  // namespace roznamcha::http
