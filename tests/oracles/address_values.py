"""One-line addresses as people and exports write them: suffixes, directionals, ordinals, units, boxes, highways, house numbers,
ends, and what is no address. Streets are invented; places and their ZIP codes are real."""
# SPDX-License-Identifier: Apache-2.0
from oracle import Dice

PLACES = (("Reno", "NV", "89501"), ("Springfield", "IL", "62704"), ("Boston", "MA", "02108"), ("Seattle", "WA", "98101"),
          ("Austin", "TX", "78704"), ("Atlanta", "GA", "30303"), ("Denver", "CO", "80202"), ("Park Forest", "IL", "60466"),
          ("West Palm Beach", "FL", "33401"), ("St Louis", "MO", "63101"), ("Salt Lake City", "UT", "84111"),
          ("Ann Arbor", "MI", "48104"), ("New York", "NY", "10001"), ("Hartford", "CT", "06103"))
NAMES = ("Main", "Oak", "Elm", "Washington", "Maple", "Cedar", "Lincoln", "Sunset", "Hill", "Lakeview", "Old Mill",
         "Rose Garden", "Cherry Blossom", "Franklin", "Birch Hollow", "Jefferson", "Ridgewood", "Harbor", "Pine",
         "Walnut")
SUFFIXES = ("St", "Street", "Ave", "Avenue", "Rd", "Road", "Dr", "Drive", "Ln", "Lane", "Ct", "Court", "Blvd",
            "Boulevard", "Way", "Cir", "Circle", "Ter", "Terrace", "Pl", "Place", "Pkwy", "Parkway", "Trl", "Trail",
            "Hwy", "Sq", "Loop", "Run", "Xing", "Crossing", "Pt", "Point", "Cv", "Cove", "Plz", "Plaza", "Aly", "Alley",
            "Bnd", "Bend", "Holw", "Hollow", "Walk", "Path")
FIELD_SUFFIXES = ("Av", "Strt", "Boul", "Terr", "Crcl", "Drv", "Trls", "Hts", "Expy", "Lndg", "Vly", "Vista", "Commons",
                  "Crossroads")
DIRECTIONS = ("N", "S.", "East", "west", "NW", "S.E.", "Northeast", "North-West", "SW", "E")
SPLIT_DIRECTIONS = ("South West", "N W", "North East", "S. E.", "S East")
UNITS = ("Apt 4", "Apt. 4B", "Apartment 12", "#4", "# 4B", "Unit 7", "Ste 200", "Suite 200", "Apt #4", "Rm 5", "Room 5",
         "Fl 2", "Floor 3", "Bldg 3", "Building C", "Lot 34", "Apt 4-B", "Apt B", "Unit A12", "Trlr 6", "Spc 9",
         "Apt 101", "Ste B-4", "Dept 5")
ODD_UNITS = ("Rear", "Basement", "Penthouse", "Upper", "2nd Floor", "PH 2", "Bldg 3 Apt 4", "No. 5", "Apt No 5", "Apt4",
             "APT-4", "4B", "Upstairs", "Apt", "Unit 4 Unit 4", "Side", "Front", "Lobby", "Slip 5", "Hngr 2")
ORDINALS = ("1st", "2nd", "3rd", "4th", "11th", "22nd", "First", "Second", "Third", "Fifth", "Twelfth", "Twenty Second",
            "42", "7")
INNER = ("St James St", "Saint James St", "Mt Vernon Ave", "Mount Vernon Ave", "Ft Hill Rd", "Fort Hill Rd",
         "St Louis St", "O'Farrell St", "Martin Luther King Jr Blvd", "Mc Kinley Rd", "La Salle Ave",
         "Winston-Salem Rd", "Dr Martin Luther King Blvd", "Pe\u00f1a Blvd", "MLK Blvd", "Mt. Pleasant Dr",
         "Point Vista Dr", "Queen Anne Ave N")
TRAPS = ("Main Avenue Dr", "Court St", "Park Ave", "North Ave", "Avenue A", "Avenue N", "Northwest Hwy", "Broadway",
         "N Broadway", "Via Verde", "N North Ave", "East St", "Grant Ct", "The Alameda", "Front St", "Unit St",
         "Circle Dr", "Street Rd", "South Bend Ave", "N St NW", "W Loop S", "Otter Creek South Rd", "Key Blvd",
         "Loop Rd", "Calle Real", "Las Olas Blvd", "Highland", "Lakes Edge", "Elm St Ext", "Pike", "S W S Young Dr",
         "5th Avenue Pl", "Bay Park Sq", "Rue de Ville", "E 400 S", "E Center")
BOXES = ("PO Box {b}", "P.O. Box {b}", "P O Box {b}", "POB {b}", "PO Box #{b}", "Post Office Box {b}", "Box {b}",
         "PO BOX {b}A", "P.O.Box {b}", "PO Bx {b}", "P.O. Drawer {b}", "PO Box {b}, 12 Oak St", "12 Oak St, PO Box {b}",
         "PO Box 00{b}", "PMB {b}")
ROUTES = ("RR 4 Box {b}", "R.R. 4 Box {b}", "Rural Route 4 Box {b}", "RFD 4 Box {b}", "RR 04 Box {b}A", "HC 51 Box {b}",
          "HCR 51 Box {b}", "Star Route 51 Box {b}", "Highway Contract 51 Box {b}", "RR 4 #{b}", "Route 4 Box {b}",
          "Rt 4 Box {b}")
MILITARY = ("PSC 10 Box 45, APO, AE 09499", "CMR 415 Box 654, APO AE 09114", "Unit 2050 Box 4190, APO AP 96278",
            "PSC 3 Box 45, FPO AP 96349", "USS Bell, FPO AP 96604", "PSC 10, APO AE 09499")
HIGHWAYS = ("US Hwy 50", "US Highway 50", "U.S. 50", "US 50", "Highway 9", "Hwy 9", "State Route 9", "SR 9",
            "State Highway 9", "State Rd 9", "County Road 4", "County Rd 4", "CR 4", "Co Rd 4", "Interstate 10", "I-10",
            "I 10", "FM 1960", "Farm to Market 1960", "County Road KK", "Route 9", "Rte 9", "Old US Hwy 50",
            "US Hwy 50 N", "County Highway 4", "State Route 9 S")
NUMBERS = ("123 1/2", "123\u00bd", "123-1/2", "123A", "123-A", "123 A", "112-10", "912-914", "N6W23001", "W204N11912",
           "00123", "0", "12345", "1", "123 B", "123.5", "One", "#12", "123,", "No. 12", "1/2", "10-B")
ENDS = ("{c}, {s} {z}", "{c} {s} {z}", "{c}, {s}, {z}", "{c}, {s} {z}-1234", "{c}, {s} {z}1234", "{c} {s}, {z}",
        "{c}, {s}. {z}", "{c},{s} {z}", "{c}, {s}  {z}-", "{c}, {s} {z}, USA", "{c}, {s} {z} US", "{z}", "{c}, {z}",
        "{s} {z}", "{c}, {s} {z}-0000", "{c} , {s} , {z}")
STATES = ("12 Elm St, Little Rock, Arkansas 72201", "12 Elm St, Charleston, West Virginia 25301",
          "12 Elm St, Trenton, N.J. 08608", "12 Elm St, New York, New York 10001", "12 Elm St, Washington, D.C. 20002",
          "12 Elm St, Washington DC 20002", "12 Grant Ct, Hartford, CT 06103", "12 Grant Ct Hartford CT 06103",
          "12 Elm St NE Lincoln NE 68508", "12 Elm St Miami FL 33101", "12 Elm St Fl 3 Miami FL 33101",
          "12 Park Ln, New Orleans, LA 70112", "100 Broadway New York New York 10001", "12 Elm St, Boston, MA 2139",
          "12 Elm St, Kansas City, Kansas 66101", "12 Main St, Front Royal, VA 22630", "12 Vista Way, Vista, CA 92083",
          "12 Broadway, East Providence, RI 02914", "12 Elm St, San Juan, PR 00926",
          "150 Calle A, Urb Las Gladiolas, San Juan, PR 00926", "B4 Calle 7, Urb Jardines, Caguas, PR 00725",
          "12 Elm St, Honolulu, HI 96813")
JUNK = ("N/A", "-", "Confidential", "Current Resident", "123", "89501", "123 Main St", "123 Main St, Reno, NV",
        "Main St, Reno, NV 89501", "Reno, NV 89501", "General Delivery, Reno, NV 89501",
        "Main St & 5th Ave, Reno, NV 89501", "12 Elm St, Toronto ON M5V 2T6", "PO Box, Reno, NV 89501",
        "Apt 4, Reno, NV 89501", "12 Oak St, Reno, NV 00000", "0 Oak St, Reno, NV 89501", "unknown unknown 00000",
        "jane@example.com", "415-555-2671", "Harbor Towers, 12 Oak St, Reno, NV 89501",
        "c/o Jane Doe, 12 Oak St, Reno, NV 89501", "Jane Doe, 12 Oak St, Reno, NV 89501",
        "Lot 5 Block 3, Reno, NV 89501")


def values():
    d = Dice(4)

    def end(form="{c}, {s} {z}"):
        c, s, z = d.pick(PLACES)
        return form.format(c=c, s=s, z=z)

    def street(suffixes=SUFFIXES):
        return f"{d.pick(NAMES)} {d.pick(suffixes)}"

    def number():
        return 1 + d.below(9999 if d.below(2) else 400)

    def plain(what, form="{c}, {s} {z}"):
        return f"{number()} {what}, {end(form)}"

    for suffix in SUFFIXES:
        for _ in range(7):
            yield plain(street((suffix,)))
        yield plain(street((suffix,))).upper()
    for suffix in FIELD_SUFFIXES:
        yield plain(street((suffix,)))
    for direction in DIRECTIONS:
        for _ in range(6):
            yield plain(f"{direction} {street()}")
            yield plain(f"{street(SUFFIXES[:20])} {direction}")
        yield plain(f"{street(SUFFIXES[20:])} {direction}")
        yield plain(f"{direction} {street()} {direction}")
    for direction in SPLIT_DIRECTIONS:
        yield plain(f"{direction} {street()}")
        yield plain(f"{street(SUFFIXES[:20])} {direction}")
    for unit in UNITS:
        for joint in (" ", ", ", " ", ", ", " ", ", "):
            yield plain(f"{street()}{joint}{unit}")
        yield plain(f"{street(SUFFIXES[:12])} {unit}", "{c} {s} {z}").upper()
    for unit in ODD_UNITS:
        yield plain(f"{street(SUFFIXES[:12])}, {unit}")
    for name in ORDINALS:
        for suffix in ("St", "Avenue"):
            yield plain(f"{name} {suffix}")
            yield plain(f"{d.pick(DIRECTIONS[:5])} {name} {suffix}")
    for _ in range(120):
        yield f"{number()} {street(SUFFIXES[:12])} {end('{c} {s} {z}')}"
    for way in (str.upper, str.lower):
        for _ in range(60):
            yield way(plain(street()))
    for form in ENDS:
        for _ in range(2):
            yield plain(street(SUFFIXES[:12]), form)
    for names in (INNER, TRAPS, HIGHWAYS):
        for name in names:
            yield plain(name)
    for name in HIGHWAYS[:8]:
        yield plain(name + " Apt 4")
    for house in NUMBERS:
        for _ in range(2):
            yield f"{house} {street(SUFFIXES[:8])}, {end()}"
    for form in BOXES + ROUTES:
        yield f"{form.format(b=1 + d.below(900))}, {end()}"
    yield from MILITARY + STATES + JUNK
