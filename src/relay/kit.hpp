// The invitation kit: a letter, an e-mail, a poster and slides, written from the campaign's own facts, so
// that nobody copies a date by hand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "relay/scope.hpp"

namespace relay {

/// What every text of the kit says.
struct KitFacts {
    std::string campaign;
    std::string pitch;
    consultation::PhaseKind phase = consultation::PhaseKind::collect;  // the one to which it invites
    bool is_open = false;                                              // now; else it is to come
    std::string opens;                                                 // "lundi 2 mars 2026 à 9 h"
    std::string deadline;                                              // "mercredi 15 avril 2026 à 18 h"
    std::string period;                                                // from the one to the other
    std::string day;                                                   // "mercredi 15 avril 2026"
    std::string department;                                            // "Finistère (29)"
    std::string participation;  // "12 communes sur 277 ont déjà participé." empty: nothing to say
    std::string site;
    std::string contact;
    std::string address;  // the link, of the commune or of all: absolute
    std::string body;     // "Commune de Locronan"; empty: for all
    std::string today;
};

/// The phase to which one may invite: the open one of collect and support, else the next to come. Nothing
/// when both are over.
consultation::Phase const* phase_to_invite_to(consultation::Campaign const& campaign, base::Instant now);
KitFacts kit_facts(consultation::Campaign const& campaign, consultation::Phase const& phase,
                   Scope const& scope, base::Instant now);

/// Plain text, ready to print on the prefecture's own paper.
std::string letter_of(KitFacts const& facts);
struct KitMail {
    std::string subject;
    std::string text;
};
KitMail mail_of(KitFacts const& facts);

struct Slide {
    std::string title;
    std::vector<std::string> lines;
};
std::vector<Slide> slides_of(KitFacts const& facts, std::vector<consultation::Phase> const& phases);

/// Who invites to what, and why: a town hall that knows nothing of it reads this first.
std::string opening_of(KitFacts const& facts);

/// What is asked and until when; and how to do it: the same sentences in every text.
std::string body_of(KitFacts const& facts);
std::string how_of();

/// "1. … 2. … 3. …" of the poster.
std::vector<std::string> steps_of(KitFacts const& facts);
/// "Dites vos besoins" / "Soutenez les propositions utiles".
std::string call_of(consultation::PhaseKind phase);

/// Where an invitation leads: the page that says for this commune what it may do (invited_page).
std::string address_for(std::string const& campaign_slug, std::string const& reference);

}  // namespace relay
