// The two halves of the command drop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli.hpp"
#include <optout/drop/cycle.hpp>

namespace optout::cli {

// Says what an archive brought.
void say_imported(const drop_imported& came);

// Adds download, upload, amend and doctor.
void add_drop_api(CLI::App& group, action_slot& run);

}  // namespace optout::cli
