"""Two panels with logarithmic axes: seconds by keys of a list, and seconds by rows of an export."""
# SPDX-License-Identifier: Apache-2.0
import math

import svg
from svg import text

WIDTH, HEIGHT, TOP, BOTTOM = 860, 424, 90, 334
PANELS = ((64, 400), (494, 830))  # from left to right
COLOURS = {"one": ("#0969da", "#4493f8"), "two": ("#bf5700", "#e3a04f"), "grid": ("#d1d9e0", "#30363d")}
STYLE = "  .grid, .one, .two { stroke-width: 1; }\n"


def words_of(power):
    """10^6 as 1 M"""
    if power < 3:
        return f"{10 ** power:g}"
    return f"{10 ** (power % 3)} {['', 'k', 'M', 'G'][power // 3]}"


def above(lines, number, at):
    """Whether a point's label goes above it: away from the other line; of a line alone at its end."""
    if len(lines) == 1:
        return at + 1 == len(lines[0][1])
    return any(points[at][1] <= lines[number][1][at][1] for other, (_, points) in enumerate(lines) if other != number)


def label(x, y, words, kind, sides, is_above):
    """Beside a point of a line that rises: on its upper left or lower right, but within the panel."""
    at_left, at_right = x < sides[0] + 40, x > sides[1] - 60
    if is_above:
        return text(f"{x if at_left else x - 8:.1f}", f"{y - 9:.1f}", words, kind, "start" if at_left else "end")
    return text(f"{x + (4 if at_right else 8):.1f}", f"{y + 18:.1f}", words, kind, "end" if at_right else "start")


def panel(sides, title, lines, powers):
    """lines: (name, [(x, y, what to say)]); powers: least and greatest of y."""
    left, right = sides
    all_x = [math.log10(x) for _, points in lines for x, _, _ in points]
    least_x, most_x = math.floor(min(all_x)), max(math.ceil(max(all_x)), math.floor(min(all_x)) + 1)

    def place(x, y):
        return (left + (right - left) * (math.log10(x) - least_x) / (most_x - least_x),
                BOTTOM - (BOTTOM - TOP) * (math.log10(y) - powers[0]) / (powers[1] - powers[0]))

    yield text(left, TOP - 30, title, "quiet")
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
        for at, ((x, y), (_, _, words)) in enumerate(zip(places, points)):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{kind}"/>'
            yield label(x, y, words, kind, sides, above(lines, number, at))
        yield f'<circle cx="{left + 6 + 130 * number}" cy="{BOTTOM + 40}" r="4" class="{kind}"/>'
        yield text(left + 16 + 130 * number, BOTTOM + 44, name)


def draw(note, by_keys, by_rows):
    seconds = [y for _, points in by_keys + by_rows for _, y, _ in points]
    powers = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    parts = [*panel(PANELS[0], "seconds, by keys of the list", by_keys, powers),
             *panel(PANELS[1], "seconds and peak memory, by rows of the export", by_rows, powers)]
    return svg.page("Ten times the size: the time that it takes", note, WIDTH, HEIGHT, parts, COLOURS, STYLE)
