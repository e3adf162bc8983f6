// The words that only level aggressive takes for others: short forms of given names, odd abbreviations, numbers in
// words. A test holds the given names to the library's table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace optout::households {

// A given name and what the same person may be called: its short forms, or what it is the short form of.
struct nickname {
  std::string_view given, others[3];
};
inline constexpr nickname nickname_table[] = {
    {"James", {"Jim", "Jimmy", "Jamie"}},
    {"Mary", {"Polly", "Molly", "Mae"}},
    {"Robert", {"Bob", "Rob", "Bobby"}},
    {"Patricia", {"Pat", "Trish", "Patty"}},
    {"John", {"Jack", "Johnny", "Jon"}},
    {"Jennifer", {"Jen", "Jenny", "Jennie"}},
    {"Michael", {"Mike", "Mickey", "Mick"}},
    {"Linda", {"Lindy", "Lynn", "Melinda"}},
    {"David", {"Dave", "Davey", "Davey"}},
    {"Elizabeth", {"Liz", "Beth", "Betsy"}},
    {"William", {"Bill", "Will", "Willie"}},
    {"Barbara", {"Barbie", "Babs", "Barby"}},
    {"Richard", {"Rick", "Dick", "Rich"}},
    {"Susan", {"Sue", "Susie", "Suzie"}},
    {"Joseph", {"Joe", "Joey", "Jody"}},
    {"Jessica", {"Jess", "Jessie", "Jess"}},
    {"Thomas", {"Tom", "Tommy", "Thom"}},
    {"Sarah", {"Sally", "Sadie", "Sara"}},
    {"Charles", {"Charlie", "Chuck", "Chick"}},
    {"Christopher", {"Chris", "Kit", "Chris"}},
    {"Daniel", {"Dan", "Danny", "Dann"}},
    {"Nancy", {"Nan", "Nanny", "Ann"}},
    {"Matthew", {"Matt", "Matty", "Matt"}},
    {"Betty", {"Elizabeth", "Beth", "Elizabeth"}},
    {"Anthony", {"Tony", "Ant", "Tony"}},
    {"Sandra", {"Sandy", "Cassandra", "Alexandra"}},
    {"Mark", {"Marcus", "Marcus", "Marcus"}},
    {"Margaret", {"Peggy", "Meg", "Maggie"}},
    {"Donald", {"Don", "Donnie", "Donny"}},
    {"Steven", {"Steve", "Stevie", "Steph"}},
    {"Kimberly", {"Kim", "Kimberley", "Kim"}},
    {"Andrew", {"Andy", "Drew", "Randy"}},
    {"Emily", {"Emmy", "Millie", "Em"}},
    {"Joshua", {"Josh", "Joe", "Josh"}},
    {"Michelle", {"Shelly", "Shelley", "Chelle"}},
    {"Kenneth", {"Ken", "Kenny", "Ken"}},
    {"Carol", {"Caroline", "Carrie", "Carole"}},
    {"Kevin", {"Kev", "Kev", "Kev"}},
    {"Amanda", {"Mandy", "Manda", "Mandie"}},
    {"Brian", {"Bryan", "Bryant", "Bryan"}},
    {"Melissa", {"Missy", "Lisa", "Mel"}},
    {"George", {"Georgie", "Georgie", "Georgie"}},
    {"Deborah", {"Deb", "Debbie", "Debby"}},
    {"Timothy", {"Tim", "Timmy", "Tim"}},
    {"Stephanie", {"Steph", "Stevie", "Annie"}},
    {"Ronald", {"Ron", "Ronnie", "Ronny"}},
    {"Rebecca", {"Becky", "Becca", "Reba"}},
    {"Sharon", {"Sha", "Shay", "Sha"}},
    {"Edward", {"Ed", "Ted", "Ned"}},
    {"Jeffrey", {"Jeff", "Geoff", "Jeff"}},
    {"Cynthia", {"Cindy", "Cindy", "Cindy"}},
    {"Dorothy", {"Dot", "Dottie", "Dolly"}},
    {"Jacob", {"Jake", "Jay", "Jake"}},
    {"Amy", {"Amelia", "Amelia", "Amelia"}},
    {"Kathleen", {"Kathy", "Kay", "Kit"}},
    {"Nicholas", {"Nick", "Nicky", "Nico"}},
    {"Angela", {"Angie", "Angel", "Angie"}},
    {"Jonathan", {"Jon", "Nathan", "Jonny"}},
    {"Emma", {"Emily", "Emmy", "Em"}},
    {"Stephen", {"Steve", "Steph", "Steve"}},
    {"Brenda", {"Brandy", "Brandy", "Brandy"}},
    {"Larry", {"Lawrence", "Laurence", "Lawrence"}},
    {"Pamela", {"Pam", "Pam", "Pam"}},
    {"Nicole", {"Nikki", "Nicki", "Cole"}},
    {"Scott", {"Scotty", "Scottie", "Prescott"}},
    {"Anna", {"Annie", "Hannah", "Anne"}},
    {"Samantha", {"Sam", "Sammy", "Mantha"}},
    {"Benjamin", {"Ben", "Benny", "Bennie"}},
    {"Katherine", {"Kate", "Kathy", "Kay"}},
    {"Samuel", {"Sam", "Sammy", "Sam"}},
    {"Christine", {"Chris", "Tina", "Kris"}},
    {"Gregory", {"Greg", "Greg", "Greg"}},
    {"Helen", {"Ellen", "Elaine", "Ella"}},
    {"Alexander", {"Alex", "Al", "Sandy"}},
    {"Debra", {"Deb", "Debbie", "Deb"}},
    {"Patrick", {"Pat", "Paddy", "Pate"}},
    {"Rachel", {"Shelly", "Rachael", "Shelly"}},
    {"Frank", {"Francis", "Franklin", "Frankie"}},
    {"Carolyn", {"Carrie", "Lynn", "Cassie"}},
    {"Raymond", {"Ray", "Ray", "Ray"}},
    {"Janet", {"Jan", "Jessie", "Jeanette"}},
    {"Jack", {"John", "Jackson", "John"}},
    {"Dennis", {"Denny", "Dennie", "Denny"}},
    {"Jerry", {"Gerald", "Jeremiah", "Gerry"}},
    {"Diane", {"Dianne", "Dian", "Dianne"}},
    {"Olivia", {"Livia", "Ollie", "Nollie"}},
    {"Julie", {"Jules", "Julia", "Jules"}},
    {"Joyce", {"Joy", "Joy", "Joy"}},
    {"Nathan", {"Nate", "Nathaniel", "Jonathan"}},
    {"Victoria", {"Vicky", "Tori", "Vic"}},
    {"Henry", {"Hank", "Harry", "Hal"}},
    {"Zachary", {"Zach", "Zack", "Zac"}},
    {"Virginia", {"Ginny", "Ginger", "Jane"}},
    {"Douglas", {"Doug", "Doug", "Doug"}},
    {"Peter", {"Pete", "Pate", "Pete"}},
    {"Catherine", {"Cathy", "Kathy", "Kay"}},
    {"Christina", {"Tina", "Chris", "Kris"}},
};

// Two names that a third one joins and that are not each other's: Bill and Will are both William.
struct distant_names {
  std::string_view one, other;
};
inline constexpr distant_names given_names_apart[] = {
    {"Deborah", "Debra"},       {"Debra", "Deborah"},       {"Steven", "Stephen"},
    {"Stephen", "Steven"},      {"Katherine", "Kathleen"},  {"Kathleen", "Catherine"},
    {"Catherine", "Katherine"}, {"Christine", "Christina"}, {"Christina", "Christine"},
    {"Jack", "Johnny"},         {"Betty", "Lizzie"},        {"Aaron", "Ronald"},
    {"Samuel", "Samantha"},     {"Michael", "Michelle"},    {"Joseph", "Joshua"},
    {"Melissa", "Emily"},       {"Eric", "Richard"},        {"Carol", "Carolyn"},
    {"Nathan", "John"},
};

inline constexpr distant_names nicknames_apart[] = {
    {"Jim", "Jamie"},    {"Polly", "Molly"},   {"Pat", "Trish"},     {"Jack", "Johnny"}, {"Jen", "Jenny"},
    {"Mike", "Mickey"},  {"Dave", "Davey"},    {"Liz", "Betsy"},     {"Barbie", "Babs"}, {"Sue", "Suzie"},
    {"Joe", "Jody"},     {"Sally", "Sadie"},   {"Charlie", "Chick"}, {"Chris", "Kit"},   {"Dan", "Danny"},
    {"Matt", "Matty"},   {"Tony", "Ant"},      {"Peggy", "Meg"},     {"Don", "Donnie"},  {"Steve", "Stevie"},
    {"Andy", "Drew"},    {"Shelly", "Chelle"}, {"Carrie", "Carole"}, {"Missy", "Mel"},   {"Ronnie", "Ronny"},
    {"Becky", "Reba"},   {"Ed", "Ted"},        {"Jeff", "Geoff"},    {"Dot", "Dolly"},   {"Jake", "Jay"},
    {"Nick", "Nico"},    {"Hannah", "Anne"},   {"Ellen", "Elaine"},  {"Vicky", "Tori"},  {"Hank", "Harry"},
    {"Ginny", "Ginger"}, {"Kate", "Kathy"},
};

// What a street's suffix may be called, by its usual abbreviation may be called, by its usual abbreviation.
struct odd_suffix {
  std::string_view usual, others[3];
};
inline constexpr odd_suffix odd_suffixes[] = {
    {"Blvd", {"Bvd", "Blv", "Bulevard"}}, {"Ave", {"Avnu", "AVNU", "Avnu."}},
    {"Pkwy", {"Pwy", "Pkw", "Prkwy"}},    {"Dr", {"Drwy", "DRWY", "Drwy."}},
    {"Ln", {"Lne", "La", "LNE"}},         {"Pl", {"Plc", "PLC", "Plc."}},
    {"Cir", {"Crct", "CRCT", "Crct."}},   {"Ter", {"Tc", "TC", "Tc."}},
};
struct odd_direction {
  std::string_view usual, others[4];
};
inline constexpr odd_direction odd_directions[] = {{"N", {"No.", "No", "Nth", "Nrth"}},
                                                   {"S", {"So.", "So", "Sth", "SO."}}};
// Highways, by their usual line.
inline constexpr distant_names odd_highways[] = {{"US Highway %", "US Hgwy %"},
                                                 {"State Highway %", "State Hgwy %"},
                                                 {"County Highway %", "County Hgwy %"},
                                                 {"Highway %", "Hgwy %"}};

inline constexpr std::string_view king = "Dr Martin Luther King Jr";
inline constexpr std::string_view king_variants[] = {
    "MLK",      "M.L.K.",     "M L King Jr",           "ML King Jr",   "MLK Jr",   "Martin Luther King",
    "M L King", "M. L. King", "Martin Luther King Jr", "Dr. M L King", "Dr MLK Jr"};

inline constexpr std::string_view house_words[] = {"One",     "Two",       "Three",    "Four",     "Five",
                                                   "Six",     "Seven",     "Eight",    "Nine",     "Ten",
                                                   "Eleven",  "Twelve",    "Thirteen", "Fourteen", "Fifteen",
                                                   "Sixteen", "Seventeen", "Eighteen", "Nineteen"};

// Names of streets that end in what may be a street's suffix: without one behind it, that is how it reads.
inline constexpr std::string_view suffix_like[] = {" Hill",  "-Mills", " Valley", " Mill",
                                                   " Brook", " Creek", " Lake"};

// Letters with an e or a behind them in ASCII: Müller, Mueller. Requires for a spelling: all of a name's letters.
inline constexpr distant_names digraphs[] = {{"ü", "ue"}, {"ö", "oe"}, {"ø", "oe"}, {"å", "aa"}};

// Domains of one provider, and the domains of providers that have several which are not one.
inline constexpr std::string_view apple_domains[] = {"icloud.com", "me.com", "mac.com"};
inline constexpr std::string_view proton_domains[] = {"protonmail.com", "proton.me", "pm.me"};
inline constexpr distant_names sister_domains[] = {
    {"outlook.com", "hotmail.com"}, {"hotmail.com", "live.com"}, {"live.com", "msn.com"},
    {"msn.com", "outlook.com"},     {"yahoo.com", "ymail.com"},  {"fastmail.com", "fastmail.fm"}};

}  // namespace optout::households
