// The slow, obvious reading of a bare ASCII address by string replacement. For anything else it
// gives no answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>

namespace optout::reference {

// The canonical form, "-" for no key, or nothing where this twin has no opinion.
inline std::optional<std::string> email(std::string text) {
  static const std::string letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  static const std::set<std::string> with_tags = {
      "gmail.com",     "googlemail.com", "outlook.com", "hotmail.com", "live.com",       "msn.com",
      "icloud.com",    "me.com",         "mac.com",     "proton.me",   "protonmail.com", "pm.me",
      "protonmail.ch", "fastmail.com",   "fastmail.fm", "zoho.com",    "yandex.com",     "yandex.ru"};
  const auto only = [](const std::string& part, const std::string& allowed) {
    return part.find_first_not_of(allowed) == std::string::npos;
  };
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  const auto at = text.find('@');
  if (at == std::string::npos) return only(text, letters) ? std::optional<std::string>("-") : std::nullopt;

  std::string local = text.substr(0, at);
  std::string domain = text.substr(at + 1);
  if (!only(local, letters + ".!#$%&'*+-/=?^_`{}~") || !only(domain, letters + "-_.")) return std::nullopt;
  if (local.empty() || domain.empty()) return "-";
  if (local.find("mail=") < 3 || local.find('%') != std::string::npos) return std::nullopt;  // of a URL?
  if (letters.find(local.front()) == std::string::npos || domain.back() == '.') return std::nullopt;
  if (("." + domain).find("..") != std::string::npos || domain.find('.') == std::string::npos) return "-";
  if (domain[0] == local[0] && (local[0] == 'n' || local[0] == 'u')) return std::nullopt;  // none@none.com?

  for (;;) {
    const std::string company = domain.substr(0, domain.rfind('.'));
    if (domain != company + ".invalid" || company.find('.') == std::string::npos) break;
    domain = company;
  }
  if (with_tags.count(domain) != 0) local = local.substr(0, local.find('+'));
  if (domain == "googlemail.com") domain = "gmail.com";
  if (domain == "gmail.com") local.erase(std::remove(local.begin(), local.end(), '.'), local.end());
  const std::string canonical = local + "@" + domain;
  return canonical.size() <= 320 ? canonical : "-";
}

}  // namespace optout::reference
