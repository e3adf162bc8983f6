// There is no keyring without a secret: an empty one would make keys that mean nothing.
// refused: no (matching function for call to|matching constructor for initialization of) '(const )?(optout::)?keyring
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/keyring.hpp>

int main() {
#ifdef MISUSE
  const optout::keyring keys;
#else
  const auto keys = optout::keyring::from_file("secret.key");
#endif
  return sizeof keys == 0;
}
