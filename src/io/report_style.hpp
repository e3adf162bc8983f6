// How the page of a report looks: light and dark, from a telephone's width up, and on paper.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace optout::detail {

inline constexpr std::string_view report_style = R"(
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1c1d1f; --soft: #5b5e63; --line: #dcdcd8; --bar: #2f6b9a; --rail: #e8eaec;
  --warn: #8a4b00; --warn-page: #fff4e0; --good: #22663f; --good-page: #e8f5ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --card: #1f2226; --ink: #e9eaec; --soft: #a4a9b0; --line: #363a40; --bar: #6aaee0; --rail: #2c3036;
    --warn: #ffc46b; --warn-page: #33270f; --good: #86d6a2; --good-page: #15291d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 3rem; }
h1 { font-size: clamp(1.35rem, 3.2vw, 2rem); line-height: 1.25; margin: .25rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
h3 { font-size: .95rem; margin: 0 0 .5rem; }
p { margin: .25rem 0 .75rem; }
.soft, .note { color: var(--soft); }
.note { font-size: .875rem; margin: .5rem 0 0; }
section, .warn, .good { border-radius: .5rem; padding: 1rem clamp(.75rem, 2vw, 1.25rem); margin: 1rem 0; }
section { background: var(--card); border: 1px solid var(--line); }
.warn { background: var(--warn-page); border-left: .3rem solid var(--warn); }
.good { background: var(--good-page); border-left: .3rem solid var(--good); }
.warn h2 { color: var(--warn); }
.good p { color: var(--good); margin: 0; }
.warn ul { margin: 0; padding-left: 1.2rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.25rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .875rem; }
.charts { columns: 2 24rem; column-gap: 2.5rem; }
.charts > div { break-inside: avoid; margin-bottom: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .875rem; font-weight: 500; border-bottom: 1px solid var(--line); }
.rows tbody tr + tr > * { border-top: 1px solid var(--line); }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart th { font-weight: 400; width: 9.5rem; overflow-wrap: anywhere; }
.chart td { vertical-align: middle; }
.chart .n { width: 5.5rem; padding-right: 0; }
.rail { background: var(--rail); border-radius: .2rem; height: .8rem; min-width: 3rem; }
.rail i { display: block; background: var(--bar); border-radius: .2rem; height: 100%; min-width: 2px; }
code { font: .85em/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.facts th { width: 13rem; font-weight: 500; color: var(--soft); }
.facts td { overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  .rows, .rows tbody, .rows tr, .rows td, .rows th, .facts, .facts tbody, .facts tr, .facts td, .facts th {
    display: block; width: auto;
  }
  .rows thead { position: absolute; left: -999rem; }
  .rows tr, .facts tr { padding: .5rem 0; }
  .rows tbody tr + tr, .facts tr + tr { border-top: 1px solid var(--line); }
  .rows tbody tr + tr > * { border-top: 0; }
  .rows td, .rows th, .facts td, .facts th { padding: .1rem 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .rows td[data-of]::before { content: attr(data-of) ": "; color: var(--soft); }
  .chart th { width: 7rem; font-size: .9rem; }
  .chart .n { width: 4.5rem; }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --bar: #2f6b9a; --rail: #eee;
    --warn: #6b3a00; --warn-page: #fff; --good: #1d5535; --good-page: #fff;
  }
  @page { margin: 16mm 14mm; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .6rem 0; margin: .6rem 0; }
  .charts { columns: 2; }
  .rail, .rail i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, .tile, .warn, .good, h2, h3, .chart { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
)";

}  // namespace optout::detail
