// The published examples of DROP, built into the library: data/vectors/drop.tsv as it stands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace optout::detail {

extern const std::string_view drop_vectors;

}  // namespace optout::detail
