// A generator of homeowner exports that are as messy as real ones, of opt-out requests in other spellings, and of the
// truth: which rows must go, by which request, and which look as if they should and must stay.
//
// With level = aggressive there are spellings and near misses of that level as well.
//
// Everything is a pure function of the options: the same bytes on every machine, any row or request alone, in any
// order, nothing held. It shares no code with the library, so the two cannot be wrong together. Invented people only.
//
//   households::options o{.rows = 1000, .requests = 100, .seed = 7};
//   households::town town(o);
//   std::string csv;
//   households::append_header(o, csv);
//   households::row_cells cells;
//   for (std::uint64_t n = 0; n < o.rows; ++n) {
//     const households::fate fate = town.row(n, cells);
//     households::append_row(o, n, cells, csv);
//   }
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "households/cell_truth.hpp"
#include "households/hit_rows.hpp"
#include "households/layouts.hpp"
#include "households/near_misses.hpp"
#include "households/request_writer.hpp"
#include "households/town.hpp"
