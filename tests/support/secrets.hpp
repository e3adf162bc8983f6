// Secrets for tests: known, and different for different numbers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/keyring.hpp>

namespace optout::test {

inline keyring keyring_of(unsigned number) {
  secret bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(number * 31 + i);
  return *keyring::from_secret(bytes);
}

}  // namespace optout::test
