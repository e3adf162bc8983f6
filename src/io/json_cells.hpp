// From paths with roles (scrub/path_roles.hpp) to the cells of a schema, and which value of a row goes into which
// cell.
//
// Persons, addresses and phones get their numbers here, in the order in which their paths came. Numbers differ from
// one json_cells to the next; what a row is decided to be does not. Some values have several cells, of which the row
// chooses: a phone that two owners share is the row's, and the owner's where there is one; a further name of a person
// (an alias) is a person of its own with the same addresses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/path_roles.hpp>
#include <optout/scrub/schema.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace optout::detail {

class json_cells {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  static constexpr std::uint32_t most_persons = 9999;  // what roles can number

  // When a row's value goes into a cell.
  enum class when : std::uint8_t {
    always,
    is_named,  // the bearer of a name has one in this row
    one,       // the anchor is one person in this row
    several,   // it is several, or nobody knows who
  };
  struct target {
    std::uint32_t cell;
    unsigned rank;  // of several values for a cell the lowest is taken, of equal ones the first
    when condition;
    std::uint32_t bearer = none;  // of is_named
  };
  struct leaf {
    std::string path;
    path_role role;
    bool is_repeated = false;                    // a key of the path is there twice
    std::uint32_t anchor = none, bearer = none;  // the person; of a name, who bears it
    std::uint32_t first_target = 0, targets = 0;
  };
  // A person: who has the phones, emails and addresses. One or several names are its bearers.
  struct anchor {
    std::string_view path;
    subject whose;
    std::uint16_t person = 0;  // the number of the first bearer
    std::vector<std::uint32_t> bearers = {};
    bool may_be_several = false;
  };
  struct bearer {
    std::uint32_t anchor;
    bool one_of_several;
    std::uint16_t person = 0;
  };

  // Adds the value of a path; what it is called from then on.
  std::uint32_t add(std::string path, path_role role, bool is_repeated);

  // Makes the schema for all that was added. False if there are too many persons to number.
  bool build();

  // The anchor to whose persons a cell of this role belongs; `none` if it is nobody's.
  std::uint32_t anchor_of(const cell_role& role) const;

  const schema& layout() const noexcept { return layout_; }
  const std::vector<leaf>& leaves() const noexcept { return leaves_; }
  const std::vector<anchor>& anchors() const noexcept { return anchors_; }
  const std::vector<bearer>& bearers() const noexcept { return bearers_; }
  const std::vector<target>& targets() const noexcept { return targets_; }

 private:
  // Of whom, which place, and what is counted.
  using slot_key = std::tuple<subject, std::uint16_t, std::string, field>;

  void number_persons();
  void place(std::uint32_t i);
  void place_value(leaf& one, const anchor& who, cell_role role);
  void place_address(leaf& one, cell_role role);
  void put(leaf& one, const cell_role& role, when condition, bool shared, unsigned rank);
  std::uint16_t slot_of(subject whose, std::uint16_t person, const std::string& place, field what);

  std::vector<leaf> leaves_;
  std::vector<anchor> anchors_;
  std::vector<bearer> bearers_;
  std::map<std::string, std::uint32_t, std::less<>> anchor_ids_;
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> bearer_ids_;
  // Made anew by build().
  std::vector<target> targets_;
  std::vector<cell> cells_;
  std::map<std::string, std::uint32_t> shared_cells_;  // by role
  std::map<slot_key, std::uint16_t> slots_;
  std::map<std::tuple<subject, std::uint16_t, field>, std::uint16_t> last_slots_;
  std::set<std::string, std::less<>> property_places_;
  std::uint32_t owners_ = 0, contacts_ = 0;
  std::map<std::pair<subject, std::uint16_t>, std::uint32_t> anchors_by_number_;
  schema layout_;
};

}  // namespace optout::detail
