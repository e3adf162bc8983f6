// A number is not a kind: kinds are stored, and each has a name.
// refused: (cannot convert 'int' to '(const )?optout::kind'|cannot initialize a variable of type '(const )?optout::kind' with an rvalue of type 'int')
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/kind.hpp>

int main() {
#ifdef MISUSE
  const optout::kind k = 1;
#else
  const optout::kind k = optout::kind::email;
#endif
  return optout::to_text(k).empty();
}
