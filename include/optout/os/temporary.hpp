// Private temporary files: beside a target, to be renamed to it, or without a name, to be copied.
//
//   .NAME.optout-XXXXXX.tmp      beside NAME; X is a letter or digit; a long NAME is cut
//
// A named one is locked with flock() while its owner lives, so leftovers of killed runs can be told apart and
// are removed when the next temporary for the same name is made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>

#include <dirent.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace optout::detail {

class temporary {
 public:
  temporary() = default;
  temporary(temporary&& other) noexcept : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})) {}
  temporary& operator=(temporary&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
  }
  ~temporary() {
    if (is_named()) ::unlink(path_.c_str());
  }

  // In the folder of `target`, after removing what killed runs left there.
  static absl::StatusOr<temporary> beside(const std::string& target);

  // Without a name, in $TMPDIR or /tmp: gone when closed, whatever happens.
  static absl::StatusOr<temporary> spool();

  int fd() const noexcept { return fd_.get(); }
  bool is_open() const noexcept { return static_cast<bool>(fd_); }
  bool is_named() const noexcept { return !path_.empty(); }
  const std::string& path() const noexcept { return path_; }

  // Gives it a further name that nothing has yet; false with errno if the system refuses. Its own goes with the object.
  bool link_to(const std::string& target) const noexcept {
    return ::link(path_.c_str(), target.c_str()) == 0;
  }

  // Gives it its final name; false with errno if the system refuses.
  bool rename_to(const std::string& target) noexcept {
    if (::rename(path_.c_str(), target.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  unique_fd fd_;
  std::string path_;
};

// `path` with the symbolic links of its last part followed, as far as they lead.
inline absl::StatusOr<std::string> resolve_links(std::string path) {
  const std::string named = path;
  for (int links = 0; links < 40; ++links) {  // the kernel's own limit
    char to[4096];
    const ssize_t size = ::readlink(path.c_str(), to, sizeof to);
    if (size < 0) return path;
    const std::string_view link(to, static_cast<std::size_t>(size));
    const std::size_t slash = path.rfind('/');
    path = link.starts_with('/') || slash == std::string::npos
               ? std::string(link)
               : absl::StrCat(path.substr(0, slash + 1), to_absl(link));
  }
  return io_failure("cannot write", named, ELOOP);
}

// The umask can only be read by setting it. Setting it strict for that moment errs on the private side, and the
// lock keeps two readers from restoring each other's.
inline mode_t current_umask() {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const mode_t mask = ::umask(077);
  ::umask(mask);
  return mask;
}

// What the temporaries of one target share.
struct temporary_names {
  explicit temporary_names(const std::string& target) {
    const std::size_t slash = target.rfind('/');
    if (slash != std::string::npos) folder = target.substr(0, slash + 1);
    // A name may have 255 bytes; two long ones that share a beginning share leftovers, which does no harm.
    prefix = absl::StrCat(".", target.substr(slash + 1, 200), ".optout-");
  }

  bool matches(std::string_view name) const noexcept {
    return name.size() == prefix.size() + 6 + suffix.size() && name.starts_with(prefix) &&
           name.ends_with(suffix);
  }

  static constexpr std::string_view suffix = ".tmp";
  std::string folder;  // empty, or with a slash behind it
  std::string prefix;
};

// Removes `path` if it is our own user's file that nobody holds a lock on.
inline void remove_if_abandoned(const std::string& path) {
  const unique_fd fd(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat opened, named;
  if (!fd || ::fstat(fd.get(), &opened) != 0 || !S_ISREG(opened.st_mode)) return;
  if (opened.st_uid != ::geteuid() || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return;
  // Between open and lock its owner may have renamed it, and the name may be another's.
  if (::lstat(path.c_str(), &named) != 0 || named.st_ino != opened.st_ino) return;
  ::unlink(path.c_str());
}

inline void remove_abandoned(const temporary_names& names) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(
      ::opendir(names.folder.empty() ? "." : names.folder.c_str()),
      [](DIR* open) { return ::closedir(open); });
  if (!folder) return;  // whatever is wrong with the folder, creating a file in it will say
  while (const dirent* entry = ::readdir(folder.get())) {
    if (names.matches(entry->d_name)) remove_if_abandoned(names.folder + entry->d_name);
  }
}

inline absl::StatusOr<temporary> temporary::beside(const std::string& target) {
  const temporary_names names(target);
  remove_abandoned(names);
  for (;;) {
    temporary made;
    std::string path = absl::StrCat(names.folder, names.prefix, "XXXXXX", to_absl(temporary_names::suffix));
    made.fd_ =
        unique_fd(::mkostemps(path.data(), static_cast<int>(temporary_names::suffix.size()), O_CLOEXEC));
    if (!made.fd_) return io_failure("cannot write a temporary file for", target);
    made.path_ = std::move(path);
    // Before the lock is ours, another run may have taken the file for abandoned and removed it: then try again.
    // A file system without locks gives none, to us and to the other.
    while (::flock(made.fd(), LOCK_EX) != 0 && errno == EINTR) {
    }
    auto info = stat_fd(made.fd(), target);
    if (!info.ok()) return info.status();
    if (info->st_nlink > 0) return made;
    made.path_.clear();
  }
}

inline absl::StatusOr<temporary> temporary::spool() {
  const char* folder = ::getenv("TMPDIR");
  if (folder == nullptr || *folder == '\0') folder = "/tmp";
  temporary made;
  made.fd_ = unique_fd(::open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600));
  if (made.fd_) return made;
  // Some file systems know no unnamed files: take the name away at once.
  std::string path = absl::StrCat(folder, "/optout-XXXXXX");
  made.fd_ = unique_fd(::mkostemp(path.data(), O_CLOEXEC));
  if (!made.fd_) return io_failure("cannot write a temporary file in", folder);
  ::unlink(path.c_str());
  return made;
}

}  // namespace optout::detail
