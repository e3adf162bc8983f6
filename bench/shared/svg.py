"""What the pictures of bench/results share: one look, for light and dark pages."""
# SPDX-License-Identifier: Apache-2.0
from xml.sax.saxutils import escape

COLOURS = {"": ("#1f2328", "#e6edf3"), "page": ("#ffffff", "#0d1117"), "quiet": ("#59636e", "#9198a1")}


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def style_of(colours, more):
    """Of each class its two colours, and what else is said of any."""
    def rules(number, margin):
        return "".join(f"{margin}{'.' + name if name else 'text'} {{ fill: {pair[number]}; }}\n"
                       for name, pair in {**COLOURS, **colours}.items())
    return ('\n  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }\n'
            "  .title { font-size: 16px; font-weight: 600; }\n" + rules(0, "  ") + more
            + "  @media (prefers-color-scheme: dark) {\n" + rules(1, "    ") + "  }\n")


def page(title, note, width, height, parts, colours, more=""):
    """A picture with its title above and a note below; `colours` gives each class one for light and one for dark."""
    inside = [f'<rect class="page" width="{width}" height="{height}" rx="6"/>', text(16, 28, title, "title"), *parts,
              text(16, height - 12, note, "quiet")]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-label="{escape(title)}">\n<style>{style_of(colours, more)}</style>\n'
            + "\n".join(inside) + "\n</svg>\n")
