// The file of a campaign, which an operator may have from anybody: read or refused, and what was read is
// written and read again alike.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp src/base/instant.cpp src/base/french*.cpp
//
// sources: src/consultation/campaign_file.cpp src/consultation/campaign_file_text.cpp
//
// sources: src/consultation/section_check.cpp src/consultation/campaign.cpp
//
// libs: -lfmt -lcrypto -ldate-tz -ltomlplusplus
#include "fuzz.hpp"

#include <algorithm>

#include "consultation/campaign_file.hpp"

namespace {

/// Other members are kept as they stand until the register refuses them.
bool is_code(std::string const& member) {
    return member.size() == 5 && std::ranges::all_of(member, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

bool has_codes_only(consultation::CampaignFile const& file) {
    return !file.policies || std::ranges::all_of(*file.policies, [](consultation::Policy const& policy) {
        return std::ranges::all_of(policy.members, is_code);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    auto const file = consultation::read_campaign_file(fuzz::text_of(bytes, size));
    if (!file.ok()) {
        base::check(!file.refusal().message.empty(), "a refusal says why");
        return 0;
    }
    base::check(file->themes.size() <= consultation::themes_max, "the limit of themes holds");
    base::check(file->campaign.phases.size() <= std::size(consultation::every_phase_kind),
                "each phase stands once");
    if (!has_codes_only(*file)) return 0;
    std::string const written = consultation::write_campaign_file(*file);
    auto const again = consultation::read_campaign_file(written);
    base::check(again.ok(), "what is written can be read");
    base::check(consultation::write_campaign_file(*again) == written, "what is written reads back alike");
    return 0;
}
