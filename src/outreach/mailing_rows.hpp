// The SQL of mailings and of their frozen lists.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "outreach/mailing.hpp"

namespace outreach {

std::optional<Mailing> mailing_by_id(db::Reader const& reader, base::Id<Mailing> id);
inline constexpr int mailings_per_page = 20;
struct MailingPage {
    std::vector<Mailing> mailings;  // the last first
    std::int64_t total = 0;
};
/// Of a campaign, but those of relays. Two statements. `page` counts from 1.
MailingPage mailings_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign, int page);
/// Of one kind and scope ("invitation", "29"), whatever the campaign. Two statements.
MailingPage mailings_of_scope(db::Reader const& reader, MailingKind kind, std::string_view scope, int page);

/// What became of its list; of a list that was forgotten, what was kept. One statement.
Figures figures_of(db::Reader const& reader, Mailing const& mailing);
std::vector<Part> parts_of(db::Reader const& reader, base::Id<Mailing> id);

/// A line of the list, for those who oversee.
enum class Fortune { waiting, queued, sent, failed, bounced, refused, dropped };
inline constexpr Fortune every_fortune[] = {Fortune::waiting, Fortune::queued,  Fortune::sent,
                                            Fortune::failed,  Fortune::bounced, Fortune::refused,
                                            Fortune::dropped};
std::string_view name_of(Fortune fortune);
std::optional<Fortune> fortune(std::string_view name);
/// "À envoyer", "Sur le départ", "Parti", "Échec", "Revenu", "Désabonné ou injoignable", "Abandonné".
std::string_view title_of(Fortune fortune);
struct RecipientLine {
    std::string email;
    std::string authority_name;
    std::string authority_reference;
    Fortune fortune = Fortune::waiting;
    std::optional<base::Instant> at;
};
struct RecipientPage {
    std::vector<RecipientLine> lines;  // by address
    std::int64_t total = 0;
};
inline constexpr int recipients_per_page = 50;
RecipientPage recipients_of(db::Reader const& reader, base::Id<Mailing> id, std::optional<Fortune> fortune,
                            int page);

/// When each of these authorities was last on the list of a mailing of that kind that was not dropped before
/// its turn. Authorities that never were are absent. At most addressees_max ids.
struct LastWritten {
    AuthorityId authority;
    base::Instant at;
};
std::vector<LastWritten> last_written(db::Reader const& reader, MailingKind kind,
                                      std::span<AuthorityId const> ids);

std::int64_t drafts_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign);
std::int64_t segments_sent_since(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                                 base::Instant since);
/// "12 345" addresses and a hash of the frozen list: of the keyed hashes of its addresses, in order.
std::string list_hash(db::Reader const& reader, base::Id<Mailing> id, std::string_view secret);

// For the room's actions.

base::Id<Mailing> insert_mailing(db::Tx& tx, Mailing const& mailing);
/// Takes the mailing's row: states change one at a time.
bool lock_mailing(db::Tx& tx, base::Id<Mailing> id);
/// Segment, filters, audience, subject, text of a draft.
void update_draft(db::Tx& tx, Mailing const& mailing);
void delete_draft(db::Tx& tx, base::Id<Mailing> id);
void insert_part(db::Tx& tx, base::Id<Mailing> id, int part, Part const& words);
struct Addressee {
    std::string email;      // one that base::is_email accepts
    AuthorityId authority;  // none: not for an authority
    PersonId person;        // none: an official address
    int part = 0;
};
/// False when the address is on the list already.
bool insert_recipient(db::Tx& tx, base::Id<Mailing> id, Addressee const& addressee);
std::int64_t count_recipients(db::Reader const& reader, base::Id<Mailing> id);
void start(db::Tx& tx, base::Id<Mailing> id, std::int64_t recipients, PersonId by, base::Instant now);
void set_state(db::Tx& tx, base::Id<Mailing> id, MailingState state, std::optional<base::Instant> ended_at);
/// The next slice: returns its number.
std::int64_t next_slice(db::Tx& tx, base::Id<Mailing> id, std::int64_t posted_more);
/// Those whose turn has not come will not be written to.
std::int64_t drop_waiting(db::Tx& tx, base::Id<Mailing> id, base::Instant now);

/// A recipient whose turn has come.
struct Turn {
    std::string email_key;
    std::string email;
    int part = 0;
    std::string authority_name;       // "Commune de Locronan"; empty: none
    std::string authority_reference;  // "29134"
};
std::vector<Turn> next_turns(db::Reader const& reader, base::Id<Mailing> id, int limit);
/// `mail` none: refused.
void mark(db::Tx& tx, base::Id<Mailing> id, std::string const& email_key, std::int64_t mail,
          base::Instant now);

/// Housekeeping: lists of mailings ended before that instant go, their figures stay; at most `limit`
/// mailings.
int forget_old_lists(db::Tx& tx, base::Instant before, base::Instant now, int limit);
inline constexpr base::Duration lists_kept = base::Duration::days(60);

}  // namespace outreach
