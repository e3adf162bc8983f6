// A level is one of three values, not a word: a misspelled word would be found at run time, or never.
// refused: (cannot convert 'const char ?.9.' to 'optout::level'|cannot initialize a parameter of type 'optout::level' with an lvalue of type 'const char)
// SPDX-License-Identifier: Apache-2.0
#include <optout/list/list_builder.hpp>

void add(optout::list_builder& builder, const optout::key& k) {
#ifdef MISUSE
  builder.add_key(optout::kind::email, "standard", k, 0);
#else
  builder.add_key(optout::kind::email, optout::level::standard, k, 0);
#endif
}
