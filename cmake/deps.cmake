# Every library that optout stands on, found as a system package; nothing is fetched, nothing vendored.
# The installed package's config includes this file too, so that a consumer finds the same ones.
if(NOT OPTOUT_AS_PACKAGE AND NOT PROJECT_IS_TOP_LEVEL)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # whoever adds us as a folder links our targets from theirs
endif()
find_package(absl REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(Boost 1.81 REQUIRED CONFIG)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(optout_xxhash REQUIRED IMPORTED_TARGET GLOBAL libxxhash)
pkg_check_modules(optout_utf8proc REQUIRED IMPORTED_TARGET GLOBAL libutf8proc)
pkg_check_modules(optout_idn2 REQUIRED IMPORTED_TARGET GLOBAL libidn2)
pkg_check_modules(optout_zstd REQUIRED IMPORTED_TARGET GLOBAL libzstd)
pkg_check_modules(optout_zip REQUIRED IMPORTED_TARGET GLOBAL libzip)

set(OPTOUT_CORE_DEPS
  absl::status absl::statusor absl::strings absl::time OpenSSL::Crypto Boost::headers
  PkgConfig::optout_xxhash PkgConfig::optout_utf8proc PkgConfig::optout_idn2)
set(OPTOUT_IO_DEPS Threads::Threads fmt::fmt simdjson::simdjson ZLIB::ZLIB PkgConfig::optout_zstd)
set(OPTOUT_DROP_DEPS fmt::fmt simdjson::simdjson SQLite::SQLite3 CURL::libcurl PkgConfig::optout_zip)
set(OPTOUT_CLI_DEPS fmt::fmt)

# toml++ and CLI11 are used as headers, inside compiled code only: a consumer of the package needs neither.
if(NOT OPTOUT_AS_PACKAGE)
  find_package(tomlplusplus REQUIRED)
  find_package(CLI11 REQUIRED)
  add_library(optout_toml INTERFACE)
  target_include_directories(optout_toml SYSTEM INTERFACE
    $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)
  list(APPEND OPTOUT_IO_DEPS $<BUILD_INTERFACE:optout_toml>)
  list(APPEND OPTOUT_CLI_DEPS CLI11::CLI11)
endif()
