// One suite over every set, and over std::set as control.
// SPDX-License-Identifier: Apache-2.0
#include <support/membership_suite.hpp>

using namespace optout;
using namespace optout::test;

TEMPLATE_TEST_CASE("everything put in is found, and strangers are not", "", std_set_subject,
                   delta_set_subject, key_table_subject, key_set_subject, bloom_filter_subject) {
  membership_suite<TestType>();
}

TEMPLATE_TEST_CASE("duplicates and order change no answer", "", std_set_subject, delta_set_subject,
                   key_table_subject, key_set_subject, bloom_filter_subject) {
  std::vector<key> keys = random_keys(3000, 11);
  const std::set<key> inside(keys.begin(), keys.end());
  keys.insert(keys.end(), keys.begin(), keys.begin() + 2000);
  shuffle(keys, 12);
  TestType subject(keys);
  std::vector<key> asked = random_keys(3000, 13);
  asked.insert(asked.end(), keys.begin(), keys.end());
  shuffle(asked, 14);
  check_answers(subject, inside, asked);
}
