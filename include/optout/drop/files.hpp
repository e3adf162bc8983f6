// The words of the files that California's DROP hands out and takes back: their names, list types, IDs, hashes, statuses.
//
//   20260312_4821_DROP.zip            drop_batch: one download, of one day and one data broker
//   20260312_4821_Email_part01.csv    drop_file_name: a list of it, here with a suffix; so is the answer to it called
//   20260312_4821_Removed.csv         identifiers withdrawn since, of all lists together
//
// Readers are strict: every byte as the specification spells it, upper and lower case told apart, a day of the calendar.
// Nothing here throws but for memory. Any number of threads.
// Source: CalPrivacy, DROP technical specifications for data brokers 1.2.0, reference of files and of statuses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/digest.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/date.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace optout {

// What the hashes of a list are of. The numbers may be stored: they never change.
enum class drop_list : std::uint8_t { ndz = 1, email, phone, maid, name_vin, ctvid };
inline constexpr std::array<drop_list, 6> all_drop_lists = {drop_list::ndz,      drop_list::email,
                                                            drop_list::phone,    drop_list::maid,
                                                            drop_list::name_vin, drop_list::ctvid};

// The word for a list in names of files and in the column ListType, and back.
constexpr std::string_view to_text(drop_list list) noexcept;
constexpr std::optional<drop_list> drop_list_from_text(std::string_view text) noexcept;

// What became of an identifier. The numbers are DROP's own.
enum class drop_status : std::uint8_t {
  exempted = 2,   // found; all that is held of the consumer is exempt
  deleted = 3,    // found; what is not exempt is deleted
  opted_out = 4,  // several consumers found; all opted out of sale and sharing
  not_found = 5,  // no match, and matching ran to its end
};

// Names one identifier of one consumer for ever, across all lists: 12 letters and digits, case told apart.
class drop_id {
 public:
  drop_id() = default;  // no ID: of NUL bytes
  static constexpr std::optional<drop_id> from_text(std::string_view text) noexcept;

  constexpr std::string_view text() const noexcept { return {text_.data(), text_.size()}; }
  friend constexpr auto operator<=>(const drop_id&, const drop_id&) = default;

 private:
  std::array<char, 12> text_ = {};
};

// The SHA-256 that 43 characters of Base64 and a '=' stand for; nothing for any other text, such as one whose last
// character has bits to spare. Cost: some 20 ns.
constexpr std::optional<sha256_digest> drop_hash_from_text(std::string_view text) noexcept;

// One download. The text is the name of its archive.
struct drop_batch {
  std::uint32_t day = 0;  // YYYYMMDD
  std::string broker;     // four digits

  static std::optional<drop_batch> from_archive_name(std::string_view name);
  friend bool operator==(const drop_batch&, const drop_batch&) = default;
};
std::string to_text(const drop_batch& batch);

// A CSV of a download, or of the answer to one. A name is no path: folders are none of it.
struct drop_file_name {
  drop_batch batch;
  std::optional<drop_list> list;  // none: the identifiers withdrawn
  std::string suffix;             // at most 10 letters and digits; may be empty

  static constexpr std::size_t max_suffix = 10;
  static std::optional<drop_file_name> from_text(std::string_view name);
  friend bool operator==(const drop_file_name&, const drop_file_name&) = default;
};
std::string to_text(const drop_file_name& name);

// ---- details ----

constexpr std::string_view to_text(drop_list list) noexcept {
  switch (list) {
    case drop_list::ndz: return "NDZ";
    case drop_list::email: return "Email";
    case drop_list::phone: return "Phone";
    case drop_list::maid: return "MAID";
    case drop_list::name_vin: return "NameVIN";
    case drop_list::ctvid: return "CTVID";
  }
  return "?";
}

constexpr std::optional<drop_list> drop_list_from_text(std::string_view text) noexcept {
  for (const drop_list list : all_drop_lists) {
    if (to_text(list) == text) return list;
  }
  return std::nullopt;
}

namespace detail {

inline constexpr std::string_view drop_removed = "Removed";

// The value of each character of Base64; -1 for all others.
inline constexpr auto base64_values = [] {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::int8_t, 256> values = {};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

// Takes "YYYYMMDD_NNNN_" off the front of `name`.
inline std::optional<drop_batch> take_drop_batch(std::string_view& name) {
  if (name.size() < 14 || name[8] != '_' || name[13] != '_') return std::nullopt;
  const std::string_view day = name.substr(0, 8), broker = name.substr(9, 4);
  if (!std::all_of(day.begin(), day.end(), is_digit) || !std::all_of(broker.begin(), broker.end(), is_digit))
    return std::nullopt;
  drop_batch batch{.day = 0, .broker = std::string(broker)};
  for (const char c : day) batch.day = batch.day * 10 + static_cast<unsigned char>(c - '0');
  if (!is_real({.year = static_cast<std::int16_t>(batch.day / 10000),
                .month = static_cast<std::uint8_t>(batch.day / 100 % 100),
                .day = static_cast<std::uint8_t>(batch.day % 100)}))
    return std::nullopt;
  name.remove_prefix(14);
  return batch;
}

inline std::string front_of_drop_name(const drop_batch& batch) {
  return absl::StrCat(absl::Dec(batch.day, absl::kZeroPad8), "_", batch.broker, "_");
}

}  // namespace detail

constexpr std::optional<drop_id> drop_id::from_text(std::string_view text) noexcept {
  drop_id id;
  if (text.size() != id.text_.size() || !std::all_of(text.begin(), text.end(), is_alnum)) return std::nullopt;
  std::copy_n(text.begin(), text.size(), id.text_.begin());
  return id;
}

constexpr std::optional<sha256_digest> drop_hash_from_text(std::string_view text) noexcept {
  if (text.size() != 44 || text.back() != '=') return std::nullopt;
  sha256_digest digest = {};
  int any_wrong = 0;  // negative: a character that is none of Base64's
  std::uint32_t bits = 0;
  for (std::size_t i = 0, at = 0; i < 43; ++i) {
    const int value = detail::base64_values[static_cast<unsigned char>(text[i])];
    any_wrong |= value;
    bits = bits << 6 | (static_cast<std::uint32_t>(value) & 63);
    if (i % 4 != 0) digest[at++] = static_cast<std::byte>(bits >> (6 - 2 * (i % 4)));
  }
  if (any_wrong < 0 || (bits & 3) != 0) return std::nullopt;
  return digest;
}

inline std::optional<drop_batch> drop_batch::from_archive_name(std::string_view name) {
  auto batch = detail::take_drop_batch(name);
  return name == "DROP.zip" ? batch : std::nullopt;
}

inline std::string to_text(const drop_batch& batch) {
  return detail::front_of_drop_name(batch) + "DROP.zip";
}

inline std::optional<drop_file_name> drop_file_name::from_text(std::string_view name) {
  auto batch = detail::take_drop_batch(name);
  constexpr std::string_view ending = ".csv";
  if (!batch.has_value() || !name.ends_with(ending)) return std::nullopt;
  name.remove_suffix(ending.size());
  const std::size_t bar = std::min(name.find('_'), name.size());
  const std::string_view word = name.substr(0, bar), rest = name.substr(bar);
  const auto list = drop_list_from_text(word);
  if (!list.has_value() && word != detail::drop_removed) return std::nullopt;
  if (rest.empty()) return drop_file_name{*std::move(batch), list, {}};
  const std::string_view suffix = rest.substr(1);
  if (suffix.empty() || suffix.size() > max_suffix || !std::all_of(suffix.begin(), suffix.end(), is_alnum))
    return std::nullopt;
  return drop_file_name{*std::move(batch), list, std::string(suffix)};
}

inline std::string to_text(const drop_file_name& name) {
  const std::string_view word = name.list.has_value() ? to_text(*name.list) : detail::drop_removed;
  return absl::StrCat(detail::front_of_drop_name(name.batch), to_absl(word), name.suffix.empty() ? "" : "_",
                      name.suffix, ".csv");
}

}  // namespace optout
