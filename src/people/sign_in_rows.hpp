// The SQL of sign-in requests and of signed-in browsers.
#pragma once

#include <string_view>

#include "base/crypto.hpp"
#include "people/sign_in.hpp"

namespace people {

/// What a mail makes valid: the code and the link of a request, replacing the former ones.
struct SentCode {
    std::string email;
    base::Sha256 code_hash{};
    base::Sha256 link_hash{};
    base::Instant sent_at;
    base::Instant expires_at;
};

void insert_request(db::Tx& tx, base::Sha256 const& browser_hash, SignInRequest const& request,
                    SentCode const& sent);
/// New code, link and (perhaps) address, and no tries yet; false when the request was used meanwhile.
bool replace_code(db::Tx& tx, base::Id<SignInRequest> request, SentCode const& sent);

std::optional<SignInRequest> request_of_browser(db::Reader const& reader, base::Sha256 const& browser_hash);
std::optional<SignInRequest> request_of_link(db::Reader const& reader, base::Sha256 const& link_hash);

/// Counts a try before the code is looked at; false when no try is left or the request is not open at `now`.
/// In one statement, so that of a hundred at once five count (reliability.md, advisory 29).
bool take_try(db::Tx& tx, base::Id<SignInRequest> request, base::Instant now);
/// The hash of the present code. After take_try: nothing changes it before the end of the transaction.
base::Sha256 code_hash_of(db::Reader const& reader, base::Id<SignInRequest> request);
/// Marks it used; false when it was used, expired, or replaced (another link) meanwhile.
bool use_request(db::Tx& tx, base::Id<SignInRequest> request, base::Instant now);
bool use_link(db::Tx& tx, base::Sha256 const& link_hash, base::Instant now);

void insert_sign_in(db::Tx& tx, base::Sha256 const& token_hash, base::Id<Person> person,
                    base::Id<Affiliation> acting, std::string_view browser, base::Instant now);
/// Who is signed in with this token; nothing when nobody is (any more). At most two statements.
std::optional<SignIn> sign_in_of(db::Reader const& reader, std::string_view session_token, base::Instant now);
/// False when the sign-in ended or the affiliation is not a standing one of its person.
bool set_acting(db::Tx& tx, base::Sha256 const& token_hash, base::Id<Affiliation> affiliation,
                base::Instant now);
/// Notes, to the day, that this browser was seen; one write a day.
void note_seen(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now);
/// It has just given the second factor.
void note_factor(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now);
void delete_sign_in(db::Tx& tx, base::Sha256 const& token_hash);
std::int64_t delete_sign_ins(db::Tx& tx, base::Id<Person> person);
std::int64_t delete_other_sign_ins(db::Tx& tx, base::Id<Person> person, base::Sha256 const& kept);

/// Signed-in browsers of a person, newest first, at most sign_ins_listed_max.
struct SignedInBrowser {
    std::string browser;
    base::Instant since;
    base::Instant until;
    std::optional<std::int64_t> last_seen_day;  // since 1970, UTC
    base::Sha256 token_hash{};
    std::string name;  // by which its owner ends it; tells nothing of the token
};
inline constexpr int sign_ins_listed_max = 50;
std::vector<SignedInBrowser> browsers_of(db::Reader const& reader, base::Id<Person> person,
                                         base::Instant now);

/// Housekeeping: requests and sign-ins that no page can use any more, at most `most` of each; returns how
/// many.
std::int64_t forget_sign_ins(db::Tx& tx, base::Instant now, int most);

}  // namespace people
