"""One bar a tool, longer is faster, with the rows that it leaves in beside it: an SVG for light and dark pages."""
# SPDX-License-Identifier: Apache-2.0
from xml.sax.saxutils import escape

WIDTH, LEFT, BAR, LINE, TOP = 860, 250, 340, 26, 76
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .page { fill: #ffffff; }
  .title { font-size: 16px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .bad { fill: #b42318; }
  .good { fill: #1a7f37; font-weight: 600; }
  .ours { fill: #0969da; }
  .theirs { fill: #8c959f; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .page { fill: #0d1117; }
    .quiet { fill: #9198a1; }
    .bad { fill: #ff7b72; }
    .good { fill: #3fb950; }
    .ours { fill: #4493f8; }
    .theirs { fill: #6e7681; }
  }
"""


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


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
    parts = [f'<rect class="page" width="{WIDTH}" height="{height}" rx="6"/>', text(16, 28, title, "title"),
             text(LEFT, 60, "rows a second, longer is faster", "quiet"),
             text(WIDTH - 16, 60, "rows left in that must go", "quiet", "end")]
    for number, bar in enumerate(bars):
        parts += line(TOP + number * LINE, bar, fastest)
    parts.append(text(16, height - 12, note, "quiet"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" role="img" aria-label="{escape(title)}">\n<style>{STYLE}</style>\n'
            + "\n".join(parts) + "\n</svg>\n")
