// SPDX-License-Identifier: Apache-2.0
#include "packer.hpp"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include <cassert>
#include <cstddef>
#include <limits>
#include <new>

namespace optout::detail {
namespace {

constexpr std::size_t room_bytes = std::size_t{64} << 10;

class gzip_packer final : public packer {
 public:
  gzip_packer() {
    constexpr int level = 1, with_gzip_header = 15 + 16, memory_level = 8;
    if (deflateInit2(&stream_, level, Z_DEFLATED, with_gzip_header, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  gzip_packer(const gzip_packer&) = delete;
  gzip_packer& operator=(const gzip_packer&) = delete;
  ~gzip_packer() override { deflateEnd(&stream_); }

  absl::Status pack(std::string_view text, bool last, std::string& out) override {
    assert(text.size() <= std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<const Bytef*>(text.data());
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      const std::size_t have = out.size();
      out.resize(have + room_bytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + have);
      stream_.avail_out = room_bytes;
      const int result = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      out.resize(out.size() - stream_.avail_out);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return failure(fault::self_check, absl::StrCat("zlib's compression failed (", result, ")"));
      }
    } while (stream_.avail_out == 0);
    return absl::OkStatus();
  }

 private:
  z_stream stream_ = {};
};

class zstd_packer final : public packer {
 public:
  zstd_packer() : context_(ZSTD_createCCtx()) {
    constexpr int level = 1;
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

std::unique_ptr<packer> make_packer(compression as) {
  switch (as) {
    case compression::none: break;
    case compression::gzip: return std::make_unique<gzip_packer>();
    case compression::zstd: return std::make_unique<zstd_packer>();
  }
  return nullptr;
}

}  // namespace optout::detail
