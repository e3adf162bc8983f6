// The whole core of optout; start reading here.
//
//   text  ── normalize/ ──>  canonical form  ── key/ ──>  key  ── set/, list/ ──>  requests
//         ── policy/ ──>  decision  ── scrub/ ──>  what happens to each row of a batch
//
// Files in and out are beside it, in <optout/io/...>, and need the compiled library optout::io.
// docs/journey_of_a_row.md follows one row through all of it; examples/ has programs to start from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/digest.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/key/sealer.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/list/merge.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/normalize/address.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/person_at.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/zip.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/detect.hpp>
#include <optout/scrub/forms.hpp>
#include <optout/scrub/path_roles.hpp>
#include <optout/scrub/request_columns.hpp>
#include <optout/scrub/schema.hpp>
#include <optout/scrub/scrubber.hpp>
#include <optout/set/delta_set.hpp>
#include <optout/set/key_spool.hpp>
#include <optout/version.hpp>
