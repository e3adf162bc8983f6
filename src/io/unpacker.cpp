// SPDX-License-Identifier: Apache-2.0
#include "unpacker.hpp"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstddef>
#include <new>

namespace optout::detail {
namespace {

constexpr std::string_view something_behind = "something else follows their end";

class gzip_unpacker final : public unpacker {
 public:
  gzip_unpacker() {
    constexpr int gzip_of_any_window = 15 + 16;
    if (inflateInit2(&stream_, gzip_of_any_window) != Z_OK) throw std::bad_alloc();
  }
  gzip_unpacker(const gzip_unpacker&) = delete;
  gzip_unpacker& operator=(const gzip_unpacker&) = delete;
  ~gzip_unpacker() override { inflateEnd(&stream_); }

  bool is_whole() const override { return between_; }

  std::string_view step(std::string_view& in, std::span<char>& out) override {
    if (between_) {
      // Zeros fill up a tape's last block.
      if (!is_first_) in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));
      if (in.empty()) return {};
      inflateReset(&stream_);
      between_ = false;
    }
    constexpr std::size_t at_a_time = std::size_t{1} << 30;
    stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(std::min(in.size(), at_a_time));
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(std::min(out.size(), at_a_time));
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(static_cast<std::size_t>(reinterpret_cast<const char*>(stream_.next_in) - in.data()));
    out = out.subspan(static_cast<std::size_t>(reinterpret_cast<char*>(stream_.next_out) - out.data()));
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) {
      between_ = true;
      is_first_ = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      const std::string_view why = stream_.msg != nullptr ? stream_.msg : "no gzip";
      return why == "incorrect header check" && !is_first_ ? something_behind : why;
    }
    return {};
  }

 private:
  z_stream stream_ = {};
  bool between_ = true;   // members
  bool is_first_ = true;  // no member has ended
};

class zstd_unpacker final : public unpacker {
 public:
  zstd_unpacker() : context_(ZSTD_createDCtx()) {
    constexpr int most_window_log = 27;
    if (context_ == nullptr ||
        ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, most_window_log))) {
      throw std::bad_alloc();
    }
  }

  bool is_whole() const override { return between_; }

  std::string_view step(std::string_view& in, std::span<char>& out) override {
    if (between_ && in.empty()) return {};
    // No more than the next block, so that damage is known by its block.
    ZSTD_inBuffer from = {in.data(), std::min(in.size(), wanted_), 0};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_.get(), &to, &from);
    in.remove_prefix(from.pos);
    out = out.subspan(to.pos);
    if (ZSTD_isError(result)) return complaint(result);
    between_ = result == 0;
    is_first_ = is_first_ && !between_;
    wanted_ = std::max<std::size_t>(result, 1);
    return {};
  }

 private:
  std::string_view complaint(std::size_t result) const {
    switch (ZSTD_getErrorCode(result)) {
      case ZSTD_error_memory_allocation: throw std::bad_alloc();
      case ZSTD_error_frameParameter_windowTooLarge:
        return "their window is larger than 128 MB; pack the file again without --long or --ultra";
      case ZSTD_error_prefix_unknown: return is_first_ ? "no zstd" : something_behind;
      default: return ZSTD_getErrorName(result);
    }
  }

  struct deleter {
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, deleter> context_;
  std::size_t wanted_ = 1;  // how much the next step can use
  bool between_ = true;     // frames
  bool is_first_ = true;    // no frame has ended
};

}  // namespace

std::unique_ptr<unpacker> make_unpacker(compression what) {
  if (what == compression::gzip) return std::make_unique<gzip_unpacker>();
  return std::make_unique<zstd_unpacker>();
}

}  // namespace optout::detail
