"""Cells with a person's name as people and exports write them: orders, titles, generations, degrees, particles, accents,
nicknames, what assessors add, several people, companies and placeholders. All people are invented."""
# SPDX-License-Identifier: Apache-2.0
import unicodedata
from oracle import Dice

GIVEN = ("John", "Maria", "Robert", "Linda", "Wei", "Omar", "Priya", "Lars", "Patricia", "Brian", "Diane", "Kenneth",
         "Jennifer", "Gary", "Amanda", "Scott", "Rachel", "Dmitri", "Aisha", "Hector")
MIDDLE = ("Marie", "Lee", "Thomas", "Grace", "James", "Louise", "Rose", "Allen", "Edward", "Wayne")
INITIAL = "ABCFGHJKLMNPRSTW"  # the others are numerals, degrees, particles, or Spanish words as well
SURNAME = ("Smith", "Jenkins", "Nguyen", "Patel", "Kowalski", "Garcia", "Turner", "Hansen", "Okafor", "Willis",
           "Carlson", "Fisher", "Murphy", "Perkins", "Baker", "Whitfield", "Delgado", "Yamada", "Abbott", "Reyes")
USUAL = ("{g} {s}", "{g} {i} {s}", "{g} {i}. {s}", "{s}, {g}", "{s},{g}", "{s}, {g} {i}", "{s}, {g} {i}.",
         "{g} {m} {s}", "{s}, {g} {m}", "{s} , {g}", " {g}  {s} ", "{g} {i}. {m} {s}", "{g} {m} {i} {s}",
         "{i}. {g} {s}", "{i} {m} {s}")
GENERATIONS = ("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "Junior", "JR", "iii", "Jnr", "V")
SPELLED_GENERATIONS = ("Senior", "2nd", "3rd", "4th", "the Third")
WITH_GENERATION = ("{g} {s} {x}", "{g} {i} {s}, {x}", "{s}, {g} {x}", "{s} {x}, {g}", "{s}, {g} {i}, {x}")
TITLES = ("Mr", "Mr.", "Mrs.", "Ms", "Miss", "Dr.", "Prof.", "Rev.", "Hon.", "Capt.", "Sgt", "Judge", "Sir", "Lt. Col.",
          "Rev. Dr.", "The Honorable", "Major", "Rabbi", "Sister", "Father", "Senator", "Fr.", "Mx", "Pastor")
WITH_TITLE = ("{t} {g} {s}", "{t} {g} {i} {s}", "{s}, {t} {g}")
DEGREES = ("MD", "M.D.", "PhD", "Ph.D.", "Esq.", "CPA", "RN", "DDS", "JD", "DVM", "PE", "MBA", "MA", "DO", "LCSW",
           "Ret.")
WITH_DEGREE = ("{g} {s}, {x}", "{g} {i} {s} {x}", "{s}, {g}, {x}", "Dr. {g} {s} {x}", "{g} {s} Jr., {x}")
PARTICLES = ("de la Cruz", "De La Cruz", "van der Berg", "von Holt", "del Rio", "di Marco", "da Silva", "dos Santos",
             "Van Dyke", "de Leon", "De La Hoya", "St. Clair", "Saint Clair", "Mc Donald", "McDonald", "MacArthur",
             "Mac Arthur", "Le Blanc", "La Fleur", "Fitz Gerald", "al Hassan", "bin Salem", "ten Boom", "O'Brien",
             "O\u2019Brien", "O`Brien", "O Brien", "D'Angelo", "Smith-Jones", "Fisher - Ferguson", "Tran\u2013Shaw",
             "Vander Berg", "ibn Sina", "van den Heuvel", "y Garza", "DeLuca")
WITH_PARTICLE = ("{g} {p}", "{g} {i}. {p}", "{p}, {g}", "{p}, {g} {i}", "{g} {p} Jr.")
FIRST = ("Mary-Ann", "Jean-Luc", "D'Arcy", "J.R.", "J. R.", "J R", "JR", "Van", "Ben", "Don", "Al", "Mary Ann", "MD",
         "Major", "Junior", "St. John", "La Toya", "De Andre", "Anne\u2010Marie", "O'Shea", "T", "Abd al")
WORLD = ("Jos\u00e9 N\u00fa\u00f1ez", "\u0141ukasz Wa\u0142\u0119sa", "Bj\u00f6rn M\u00fcller",
         "S\u00f8ren \u00d8rsted", "Zo\u00eb Gro\u00df", "\u0130brahim \u015eahin", "Ren\u00e9e L\u00e9ger",
         "Fran\u00e7ois C\u0153ur", "\u00de\u00f3r Sigur\u00f0sson",
         "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432",
         "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2 \u03a0\u03b1\u03c0\u03ac\u03c2", "Nguy\u1ec5n Th\u1ecb Hoa",
         "Hoa Nguyen", "Tran, Hoa T", "\u0110\u1ed7 M\u01b0\u1eddi Lan",
         "\uff22\uff52\uff49\uff41\uff4e\u3000\uff30\uff45\uff52\uff4b\uff49\uff4e\uff53",
         "Mar\u00eda de los \u00c1ngeles Pe\u00f1a", "Ana Sof\u00eda Ib\u00e1\u00f1ez", "\u738b\u4f1f",
         "\u5c71\u7530 \u592a\u90ce", "\u0645\u062d\u0645\u062f \u0639\u0644\u064a", "Jos\u00e9\u00a0Ruiz",
         "\u200bJohn Smith", "John\u00adson Lee", "John Smith\ufeff")
NICKNAMES = ('{g} "Skip" {s}', "{g} (Skip) {s}", "{g} 'Skip' {s}", "{g} \u201cSkip\u201d {s}", '{s}, {g} "Skip"',
             '{g} "Skip" {i}. {s}', '"{g} {s}"', "{g} {s} (Skip)", '{g} {i} {s} "Skip"', "'{g} {s}", "({g}) {s}")
BIRTH = ("{g} {s} nee Howard", "{g} {s} n\u00e9e Howard", "{g} {s} (n\u00e9e Howard)", "{g} {s} fka Howard",
         "{s} n\u00e9e Howard, {g}", "{g} {s} f/k/a {g} Howard", "{g} Nee")
UNMARKED_ORDER = ("{S} {G}", "{S} {G} {i}", "{S} {G} {M}", "{G} {S}", "{G} {i} {S}")
TAILS = ("ET AL", "ETAL", "ET UX", "TR", "TRUSTEE", "LIFE EST", "JTWROS", "DECEASED", "(TR)", "A SINGLE MAN",
         "C/O JANE DOE")
COUPLES = ("{g} & Jane {s}", "{g} and Jane {s}", "{s}, {g} & Jane", "{g} {s} & Jane Doe", "Mr and Mrs {g} {s}",
           "Mr. & Mrs. {s}", "{g} {s}; Jane Doe", "{g}/Jane {s}", "Drs. {g} and Jane {s}", "{S} {G} & JANE")
COMPANIES = ("Smith Family Trust", "The John A Smith Revocable Trust", "Estate of John Smith", "Smith Properties LLC",
             "Acme Corp.", "Bank of America NA", "City of Reno", "First Baptist Church", "Johnson & Johnson Inc",
             "Smith Lumber Co", "3M Holdings", "123 Main St", "Heirs of John Smith")
MORE_PEOPLE = ("Stella Co", "Charlotte Church", "Grace Bishop", "Sandra Bank", "Frank Trustey", "Ana Luz", "Jack Ma",
               "Amir Or", "Carl Estate", "Ann Holder", "Tom Test", "Jennifer Null", "Vi Nguyen", "Van Johnson",
               "Dean Martin", "Earl Grey", "King Lewis", "Prince Hall", "Duke Ellis", "Deacon Jones",
               "Christian Church", "Mark Current", "Cash Owner", "Pat Farms", "Guy Means", "Bill Banks", "June Day",
               "Art Long", "Miles Standish")
JUNK = ("N/A", "NULL", "unknown", "None", "nan", "TBD", "Current Resident", "CURRENT OCCUPANT", "Owner of Record",
        "Unknown Owner", "Homeowner", "Postal Customer", "Not Available", "Test", "test test", "First Last", "-", "?",
        "&", "...", "Mr.", "Mr Smith", "Smith, Mr.", "Smith", "Smith,", ", John", "MD", "Smith, MD", "Jr.", "A B", "J.",
        "john.smith@example.com", "555-123-4567", "Unknown Smith", "John Smith 555-123-4567", "ATTN: John Smith", "Dr",
        "Van", "de la Cruz", "O'Brien", "xxx xxxxx", "John & Jane", "Withheld", "First Name", "John Unknown")


def values():
    d = Dice(3)

    def some(patterns, times, change=lambda text: text, **more):
        for pattern in patterns:
            for _ in range(times):
                g, m, s = d.pick(GIVEN), d.pick(MIDDLE), d.pick(SURNAME)
                drawn = {name: d.pick(choices) for name, choices in more.items()}
                yield change(pattern.format(g=g, m=m, s=s, i=d.pick(INITIAL), G=g.upper(), M=m.upper(), S=s.upper(), **drawn))

    def shout(text):
        return text.upper()

    yield from some(USUAL, 12)
    yield from some(USUAL, 8, shout)
    yield from some(USUAL, 4, str.lower)
    for x in GENERATIONS:
        yield from some(WITH_GENERATION, 4, x=(x,))
    for x in SPELLED_GENERATIONS:
        yield from some(WITH_GENERATION, 1, x=(x,))
    for t in TITLES:
        yield from some(WITH_TITLE, 2, t=(t,))
    for x in DEGREES:
        yield from some(WITH_DEGREE, 2, x=(x,))
    for p in PARTICLES:
        yield from some(WITH_PARTICLE, 1, p=(p,))
    for first in FIRST:
        yield from some((first + " {s}", "{s}, " + first), 1)
    for name in WORLD:
        yield name
        yield unicodedata.normalize("NFD", name)
        yield name.upper()
    yield from some(NICKNAMES, 4)
    yield from some(BIRTH, 2)
    yield from some(UNMARKED_ORDER, 3)
    for tail in TAILS:
        yield from some(("{s}, {g} " + tail,), 1, shout)
    yield from some(COUPLES, 1)
    yield from COMPANIES
    yield from MORE_PEOPLE
    yield from JUNK
