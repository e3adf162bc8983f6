// SPDX-License-Identifier: Apache-2.0
#include "unpacker.hpp"
#include <optout/io/byte_source.hpp>
#include <optout/io/compression.hpp>

#include <atomic>
#include <utility>

namespace optout {
namespace {

constexpr std::size_t packed_piece_bytes = std::size_t{128} << 10;

}  // namespace

struct byte_source::state {
  explicit state(input_file source) : file(std::move(source)) {}

  absl::Status start();
  absl::StatusOr<std::size_t> read(std::span<char> into);
  absl::StatusOr<std::size_t> read_file(std::span<char> into);
  absl::Status unpack(std::span<char>& into);
  absl::Status refuse(std::string_view what) const;

  input_file file;
  absl::Status status;  // the first failure; sticks
  bool started = false;
  std::string ready;  // to be handed out first
  std::size_t used = 0;
  compression packed_with = compression::none;
  std::unique_ptr<detail::unpacker> unpacker;  // null: bytes pass through
  std::string piece;                           // of the file
  std::string_view packed;                     // what of it was not unpacked yet
  bool at_end = false;                         // the file has no more pieces
  std::uint64_t text_bytes = 0;                // unpacked so far
  std::atomic<std::uint64_t> position = 0;
};

absl::Status byte_source::state::start() {
  started = true;
  std::string mark(compression_mark_bytes, '\0');
  const auto got = read_file(std::span(mark));
  if (!got.ok()) return got.status();
  mark.resize(*got);
  packed_with = detect_compression(mark);
  if (packed_with == compression::none) {
    ready = std::move(mark);
    return absl::OkStatus();
  }
  unpacker = detail::make_unpacker(packed_with);
  piece = std::move(mark);
  packed = piece;
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> byte_source::state::read(std::span<char> into) {
  if (!started) status = start();
  if (!status.ok()) return status;
  const std::size_t have = ready.copy(into.data(), into.size(), used);
  used += have;
  std::span<char> rest = into.subspan(have);
  if (rest.empty()) return have;
  if (unpacker == nullptr) {
    const auto got = read_file(rest);
    status = got.status();
    if (status.ok()) return have + *got;
  } else {
    status = unpack(rest);
    if (status.ok()) return into.size() - rest.size();
  }
  return status;
}

absl::StatusOr<std::size_t> byte_source::state::read_file(std::span<char> into) {
  const auto got = file.read(into);
  if (got.ok()) position.fetch_add(*got, std::memory_order_relaxed);
  return got;
}

// Fills `into` from its front, and leaves in it what could not be filled.
absl::Status byte_source::state::unpack(std::span<char>& into) {
  while (!into.empty()) {
    if (packed.empty() && !at_end) {
      piece.resize(packed_piece_bytes);
      const auto got = read_file(std::span(piece));
      if (!got.ok()) return got.status();
      packed = std::string_view(piece).substr(0, *got);
      at_end = *got < piece.size();
    }
    const std::size_t room = into.size(), before = packed.size();
    const std::string_view complaint = unpacker->step(packed, into);
    text_bytes += room - into.size();
    if (!complaint.empty())
      return refuse(absl::StrCat("damaged ", to_absl(to_text(packed_with)), " data: ", to_absl(complaint)));
    if (!at_end || !packed.empty() || before != 0 || room != into.size()) continue;
    if (unpacker->is_whole()) return absl::OkStatus();
    return refuse(absl::StrCat("the ", to_absl(to_text(packed_with)), " data are cut off"));
  }
  return absl::OkStatus();
}

absl::Status byte_source::state::refuse(std::string_view what) const {
  return failure(fault::input, absl::StrCat(file.name(), ": byte ", position.load() - packed.size(),
                                            " of the file, ", text_bytes, " of its text: ", to_absl(what)));
}

// ---- the door ----

absl::StatusOr<byte_source> byte_source::open(const std::string& path) {
  auto file = input_file::open(path);
  if (!file.ok()) return file.status();
  return byte_source(*std::move(file));
}

byte_source::byte_source(input_file file) : state_(std::make_unique<state>(std::move(file))) {}
byte_source byte_source::as_it_is(input_file file) {
  byte_source source(std::move(file));
  source.state_->started = true;
  return source;
}
byte_source::byte_source(byte_source&&) noexcept = default;
byte_source& byte_source::operator=(byte_source&&) noexcept = default;
byte_source::~byte_source() = default;

absl::StatusOr<std::size_t> byte_source::read(std::span<char> into) {
  return state_->read(into);
}

absl::StatusOr<std::string_view> byte_source::peek(std::size_t most) {
  std::string start(most, '\0');
  const auto got = state_->read(std::span(start));
  if (!got.ok()) return got.status();
  start.resize(*got);
  state_->ready.replace(0, state_->used, start);
  state_->used = 0;
  return std::string_view(state_->ready).substr(0, *got);
}

const std::string& byte_source::name() const noexcept {
  return state_->file.name();
}
std::uint64_t byte_source::size() const noexcept {
  return state_->file.size();
}
std::uint64_t byte_source::position() const noexcept {
  return state_->position.load(std::memory_order_relaxed);
}

}  // namespace optout
