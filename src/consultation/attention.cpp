#include "consultation/attention.hpp"

#include "base/check.hpp"

namespace consultation {
namespace {

constexpr Attention every_attention[] = {Attention::flagged, Attention::overdue, Attention::asked,
                                         Attention::answered, Attention::to_read};

}  // namespace

std::string_view name_of(Attention attention) {
    switch (attention) {
        case Attention::all:
            return "";
        case Attention::flagged:
            return "a-revoir";
        case Attention::overdue:
            return "echeance";
        case Attention::asked:
            return "question";
        case Attention::answered:
            return "reponse";
        case Attention::to_read:
            return "a-relire";
    }
    base::fail("an unknown attention");
}

Attention attention(std::string_view name) {
    for (Attention const one : every_attention)
        if (name_of(one) == name) return one;
    return Attention::all;
}

std::vector<PersonId> shared_out(std::size_t items, std::vector<PersonId> const& among) {
    base::check(!among.empty(), "shared out among somebody");
    std::vector<PersonId> shares;
    for (std::size_t i = 0; i < items; ++i) shares.push_back(among[i % among.size()]);
    return shares;
}

}  // namespace consultation
