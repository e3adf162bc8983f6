"""Two panels with logarithmic axes: seconds by keys of a list, and seconds by rows of an export."""
# SPDX-License-Identifier: Apache-2.0
import math

import svg
from svg import text

WIDTH, HEIGHT, TOP, BOTTOM = 860, 420, 76, 330
PANELS = ((64, 400), (494, 830))  # from left to right
COLOURS = {"one": ("#0969da", "#4493f8"), "two": ("#bf5700", "#e3a04f"), "grid": ("#d1d9e0", "#30363d")}
STYLE = "  .grid, .one, .two { stroke-width: 1; }\n"


def words_of(power):
    """10^6 as 1 M"""
    if power < 3:
        return f"{10 ** power:g}"
    return f"{10 ** (power % 3)} {['', 'k', 'M', 'G'][power // 3]}"


def panel(sides, title, lines, powers):
    """lines: (name, [(x, y, what to say)]); powers: least and greatest of y."""
    left, right = sides
    all_x = [math.log10(x) for _, points in lines for x, _, _ in points]
    least_x, most_x = math.floor(min(all_x)), max(math.ceil(max(all_x)), math.floor(min(all_x)) + 1)

    def place(x, y):
        return (left + (right - left) * (math.log10(x) - least_x) / (most_x - least_x),
                BOTTOM - (BOTTOM - TOP) * (math.log10(y) - powers[0]) / (powers[1] - powers[0]))

    yield text(left, TOP - 16, title, "quiet")
    for power in range(powers[0], powers[1] + 1):
        y = place(10 ** least_x, 10 ** power)[1]
        yield f'<rect x="{left}" y="{y:.1f}" width="{right - left}" height="1" class="grid"/>'
        yield text(left - 8, f"{y + 4:.1f}", f"{10.0 ** power:g}", "quiet", "end")
    for power in range(least_x, most_x + 1):
        yield text(f"{place(10 ** power, 1)[0]:.1f}", BOTTOM + 20, words_of(power), "quiet", "middle")
    for number, (name, points) in enumerate(lines):
        kind = ("one", "two")[number]
        places = [place(x, y) for x, y, _ in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{COLOURS[kind][0]}" stroke-width="2"/>'
        for (x, y), (_, _, words) in zip(places, points):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{kind}"/>'
            # Of a line that rises on its lower right, its end aside; of the flat one above.
            at_end = x > right - 40
            if number == 0:
                yield text(f"{x + (-10 if at_end else 8):.1f}", f"{y + (-6 if at_end else 17):.1f}", words, kind,
                           "end" if at_end else "start")
            else:
                yield text(f"{min(max(x, left + 14), right - 8):.1f}", f"{y - 10:.1f}", words, kind, "middle")
        yield f'<circle cx="{left + 6 + 130 * number}" cy="{BOTTOM + 40}" r="4" class="{kind}"/>'
        yield text(left + 16 + 130 * number, BOTTOM + 44, name)


def draw(note, by_keys, by_rows):
    seconds = [y for _, points in by_keys + by_rows for _, y, _ in points]
    powers = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    parts = [*panel(PANELS[0], "seconds, by keys of the list", by_keys, powers),
             *panel(PANELS[1], "seconds and peak memory, by rows of the export", by_rows, powers)]
    return svg.page("Ten times the size: the time that it takes", note, WIDTH, HEIGHT, parts, COLOURS, STYLE)
