// SPDX-License-Identifier: Apache-2.0
#include "packer.hpp"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <new>
#include <stdexcept>

namespace optout::detail {
namespace {

constexpr std::size_t room_bytes = std::size_t{64} << 10;

// A part of a gzip file's only member: deflated by itself, with the text before it as a dictionary, up to a byte.
struct gzip_part {
  std::string packed;
  std::uint32_t crc = 0;
  std::size_t text_bytes = 0;
};

gzip_part deflate_part(std::string_view text, std::string_view before, bool last) {
  constexpr int level = 1, raw = -15, memory_level = 8;
  struct deflater {
    ~deflater() { deflateEnd(&stream); }
    z_stream stream = {};
  } all;
  z_stream& stream = all.stream;
  if (deflateInit2(&stream, level, Z_DEFLATED, raw, memory_level, Z_DEFAULT_STRATEGY) != Z_OK ||
      deflateSetDictionary(&stream, reinterpret_cast<const Bytef*>(before.data()),
                           static_cast<uInt>(before.size())) != Z_OK) {
    throw std::bad_alloc();
  }
  gzip_part part{{}, 0, text.size()};
  const auto* bytes = reinterpret_cast<const Bytef*>(text.data());
  part.crc = static_cast<std::uint32_t>(crc32_z(0, bytes, text.size()));
  constexpr std::size_t flush_bytes = 16;  // beyond what the bound knows
  part.packed.resize(deflateBound(&stream, static_cast<uLong>(text.size())) + flush_bytes);
  stream.next_in = bytes;
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(part.packed.data());
  stream.avail_out = static_cast<uInt>(part.packed.size());
  const int result = deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH);
  if (result != (last ? Z_STREAM_END : Z_OK) || stream.avail_in != 0 || stream.avail_out == 0) {
    throw std::runtime_error("zlib's compression failed");
  }
  part.packed.resize(stream.total_out);
  return part;
}

class gzip_packer final : public packer {
 public:
  explicit gzip_packer(unsigned jobs) : jobs_(jobs) {}

  absl::Status pack(std::string_view text, bool last, std::string& out) override {
    if (is_first_) out.append("\x1F\x8B\x08\0\0\0\0\0\x04\x03", 10);  // no time, no name, level 1, Unix
    is_first_ = false;
    if (jobs_ <= 1) {
      take(deflate_part(text, before_, last), out);
    } else {
      parts_.push_back(std::async(std::launch::async, [own = std::string(text), before = before_, last] {
        return deflate_part(own, before, last);
      }));
    }
    constexpr std::size_t window = std::size_t{32} << 10;
    before_ = text.substr(text.size() - std::min(text.size(), window));
    for (; parts_.size() > (last ? 0 : jobs_); parts_.pop_front()) take(parts_.front().get(), out);
    if (!last) return absl::OkStatus();
    for (const std::uint32_t number : {crc_, static_cast<std::uint32_t>(text_bytes_)}) {
      for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xFF);
    }
    return absl::OkStatus();
  }

 private:
  void take(const gzip_part& part, std::string& out) {
    crc_ = static_cast<std::uint32_t>(crc32_combine(crc_, part.crc, static_cast<z_off_t>(part.text_bytes)));
    text_bytes_ += part.text_bytes;
    out += part.packed;
  }

  const unsigned jobs_;
  bool is_first_ = true;
  std::string before_;                        // the text that the next part may refer to
  std::deque<std::future<gzip_part>> parts_;  // under way, in order
  std::uint32_t crc_ = 0;
  std::uint64_t text_bytes_ = 0;
};

class zstd_packer final : public packer {
 public:
  zstd_packer() : context_(ZSTD_createCCtx()) {
    constexpr int level = 2;
    if (context_ == nullptr ||
        ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1))) {
      throw std::bad_alloc();
    }
  }

  absl::Status pack(std::string_view text, bool last, std::string& out) override {
    ZSTD_inBuffer from = {text.data(), text.size(), 0};
    for (;;) {
      const std::size_t have = out.size();
      out.resize(have + room_bytes);
      ZSTD_outBuffer to = {out.data() + have, room_bytes, 0};
      const std::size_t left =
          ZSTD_compressStream2(context_.get(), &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
      out.resize(have + to.pos);
      if (ZSTD_isError(left)) {
        return failure(fault::self_check,
                       absl::StrCat("zstd's compression failed: ", ZSTD_getErrorName(left)));
      }
      if (last ? left == 0 : from.pos == from.size) return absl::OkStatus();
    }
  }

 private:
  struct deleter {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, deleter> context_;
};

}  // namespace

std::unique_ptr<packer> make_packer(compression as, unsigned jobs) {
  switch (as) {
    case compression::none: break;
    case compression::gzip: return std::make_unique<gzip_packer>(jobs);
    case compression::zstd: return std::make_unique<zstd_packer>();
  }
  return nullptr;
}

}  // namespace optout::detail
