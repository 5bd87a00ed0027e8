#include "app/packs.h"

#include "app/version.h"

namespace roznamcha::app {

base::Result<std::shared_ptr<const pack::Pack>> load_packs(const std::string& folder,
                                                           const std::vector<std::string>& layers) {
  return folder.empty() ? pack::Pack::load_embedded(layers) : pack::Pack::load_folder(folder, layers);
}

std::vector<base::Error> check_packs(const std::string& folder) {
  return pack::check(folder);
}

base::Result<std::vector<pack::PackFile>> list_packs(const std::string& folder) {
  const auto pack = load_packs(folder);
  if (!pack) return pack.error();
  return (*pack)->files();
}

ledger::Origin origin_of(const pack::Pack& pack) {
  return {std::string(kVersion), pack.digest()};
}

}  // namespace roznamcha::app
