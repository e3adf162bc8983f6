// A decision that failed must not pass for one that found nobody.
// refused: ignoring return(ed)? value of
// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/scrubber.hpp>

bool decide(const optout::scrubber& scrub, const optout::batch& rows, optout::decisions& out) {
#ifdef MISUSE
  scrub.decide(rows, out);
  return true;
#else
  return scrub.decide(rows, out).ok();
#endif
}
