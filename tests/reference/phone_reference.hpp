// The slow, obvious reading of a telephone number of digits and separators, with an extension
// behind x, ext or #. Knows no labels, vanity letters or foreign numbers: there it gives no answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

namespace optout::reference {

inline bool all_of(const std::string& text, const std::string& allowed) {
  return text.find_first_not_of(allowed) == std::string::npos;
}

inline std::string trimmed(const std::string& text, const std::string& what) {
  const auto first = text.find_first_not_of(what);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(what) - first + 1);
}

// The canonical form, "-" for no key, or nothing where this twin has no opinion.
inline std::optional<std::string> phone(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string extension;
  for (const std::string label : {"ext.", "ext", "x", "#"}) {
    const auto at = text.find(label);
    if (at == std::string::npos) continue;
    extension = trimmed(text.substr(at + label.size()), " ");
    if (extension.empty() || extension.size() > 9 || !all_of(extension, "0123456789")) return std::nullopt;
    text.resize(at);
    break;
  }
  text = trimmed(text, " ");
  const bool plus = !text.empty() && text[0] == '+';
  if (plus) text.erase(0, 1);
  if (!all_of(text, "0123456789 -./()[]")) return std::nullopt;
  // A float's zeros are no digits of the number.
  const auto dot = text.rfind('.');
  if (dot != std::string::npos && text.size() - dot <= 3) return std::nullopt;

  std::string digits = text;
  digits.erase(std::remove_if(digits.begin(), digits.end(), [](char c) { return c < '0' || c > '9'; }),
               digits.end());
  if (digits.size() == 11 && digits[0] == '1') {
    digits.erase(0, 1);
  } else if (plus) {
    return std::nullopt;
  }
  if (digits.size() != 10 || digits[0] < '2') return std::nullopt;
  const std::string area = digits.substr(0, 3);
  const bool never_assigned = area.substr(1) == "11" || area[1] == '9' || area == "555";
  if (digits[3] < '2' || never_assigned || digits == std::string(10, digits[0])) return "-";
  return "+1" + digits + (extension.empty() ? "" : ";ext=" + extension);
}

}  // namespace optout::reference
