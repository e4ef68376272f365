// The programme of consultation's tests, with mailings.
#pragma once

#include "consultation/fixture.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/stop.hpp"
#include "outreach/mailing_actions.hpp"

namespace outreach {
std::vector<db::Migration> migrations();
}

namespace tests {

using outreach::Addressee;
using outreach::Figures;
using outreach::Mailing;
using outreach::MailingKind;
using outreach::MailingState;

struct OutreachFixture : Fixture {
    explicit OutreachFixture(db::Engine engine) : Fixture(engine) {
        db::migrate(*database, outreach::migrations());
    }

    outreach::NewMailing wanted(std::vector<Addressee> addressees) const {
        outreach::NewMailing one;
        one.campaign = campaign;
        one.audience = "Communes du Finistère";
        one.scope = "29";
        one.text = {"Participez avec {collectivite}",
                    "Bonjour {collectivite}, [répondez ici](/campagnes/essai-2026)."};
        one.parts = {{"", "Vous recevez ce message parce que la préfecture vous invite à participer."}};
        one.addressees = std::move(addressees);
        return one;
    }
    Result<base::Id<Mailing>> send(outreach::NewMailing const& one) {
        return write(
            [&](db::Tx& tx) { return outreach::send_mailing(tx, world, settings_of_mails, operator_, one); });
    }
    int slice(base::Id<Mailing> id, int number) {
        return outreach::send_slice(*database, world, settings_of_mails,
                                    fmt::format("{} {}", id.value, number));
    }
    /// Slices one after another until none is left; returns how many mails were posted.
    int send_all(base::Id<Mailing> id) {
        int posted = 0;
        while (mailing(id).state == MailingState::sending)
            posted += slice(id, static_cast<int>(mailing(id).slice));
        return posted;
    }
    Mailing mailing(base::Id<Mailing> id) {
        return outreach::mailing_by_id(*database->snapshot(), id).value();
    }
    Figures figures(base::Id<Mailing> id) { return outreach::figures_of(*database->snapshot(), mailing(id)); }
    static std::vector<Addressee> town_halls(int count) {
        std::vector<Addressee> all;
        for (int i = 0; i < count; ++i)
            all.push_back({fmt::format("mairie{:03}@exemple.fr", i), AuthorityId(1 + i % 8), {}, 0});
        return all;
    }
    std::vector<std::string> addresses_written_to() {
        return database->snapshot()->list<std::string>("SELECT to_address FROM mails ORDER BY to_key", {},
                                                       [](db::Row const& row) { return row.string(0); });
    }
    /// With its official address.
    void town_hall(int authority) {
        sql(
            fmt::format("INSERT INTO official_emails (authority_id, email_key, email, loaded_at) VALUES ({}, "
                        "'mairie{}@ville.example', 'Mairie{}@ville.example', 0)",
                        authority, authority, authority));
    }

    outreach::Settings settings_of_mails{"https://tremplin.example", std::string(32, 'k')};
};

}  // namespace tests
