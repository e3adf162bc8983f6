"""One bar a tool, longer is faster, with the rows that it leaves in beside it: an SVG for light and dark pages."""
# SPDX-License-Identifier: Apache-2.0
import svg
from svg import text

WIDTH, LEFT, BAR, LINE, TOP = 860, 250, 340, 26, 76
COLOURS = {"bad": ("#b42318", "#ff7b72"), "good": ("#1a7f37", "#3fb950"), "ours": ("#0969da", "#4493f8"),
           "theirs": ("#8c959f", "#6e7681")}
STYLE = "  .good { font-weight: 600; }\n"


def line(y, bar, fastest):
    """bar: (name, is ours, rows a second or None, what to say instead, rows left in or None)"""
    name, ours, speed, instead, leaked = bar
    yield text(LEFT - 10, y + 14, name, anchor="end")
    end = LEFT
    if speed is not None:
        length = max(2, round(BAR * speed / fastest))
        end += length
        yield f'<rect x="{LEFT}" y="{y}" width="{length}" height="18" rx="3" class="{"ours" if ours else "theirs"}"/>'
        instead = f"{speed / 1e6:.2f} M"
    yield text(end + 8, y + 14, instead, "" if speed is not None else "quiet")
    if leaked is not None:
        yield text(WIDTH - 16, y + 14, f"{leaked:,}", "good" if leaked == 0 else "bad", "end")


def draw(title, note, bars):
    """The whole picture; the bars stand in the order given."""
    fastest = max((speed for _, _, speed, _, _ in bars if speed is not None), default=1)
    height = TOP + LINE * len(bars) + 34
    parts = [text(LEFT, 60, "rows a second, longer is faster", "quiet"),
             text(WIDTH - 16, 60, "rows left in that must go", "quiet", "end")]
    for number, bar in enumerate(bars):
        parts += line(TOP + number * LINE, bar, fastest)
    return svg.page(title, note, WIDTH, height, parts, COLOURS, STYLE)
