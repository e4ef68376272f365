// House: the whole program over the demonstration, as a deployed service sees it (not a demonstration, second
// factor required), with one signed-in browser for each role of the rights matrix.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/program.hpp"
#include "support/databases.hpp"
#include "web/dispatcher.hpp"

namespace security {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Who asks. The order is the order of the columns of rights.csv.
inline constexpr std::string_view roles[] = {
    "visitor",    // no cookie at all
    "browser",    // no account, but a browser that was shown a form: its cookie and form token
    "account",    // signed in, acts for nobody
    "pending",    // at the agent's authority, not yet accepted
    "member",     // verified for the agent's authority, not its administrator
    "admin",      // the agent: administrator of that authority; "own" objects are theirs
    "other",      // verified for another authority, and its administrator
    "partner",    // verified for an association
    "operator",   // with the second factor given
    "auditor",    // the same
    "relay",      // of the agent's département
    "relay_out",  // of another département
    "program",    // the agent's API token
    "half",       // an operator who has a second factor and has not given it in this browser
    "bare",       // an operator without a second factor, though it is required
};

/// What came of a request: its status in short, with "+" when an act was journalled, "~" when only something
/// else was written (a code sent, an answer kept for its key).
struct Outcome {
    std::string cell;
    std::string body;  // for failures
};

class House {
  public:
    /// Whether the register's packages are there; without them nothing can be filled.
    static bool can_be_built();
    /// `engine` postgresql: the filled database is moved there.
    explicit House(db::Engine engine);
    ~House();
    House(House const&) = delete;
    House& operator=(House const&) = delete;

    /// The database as it was filled, whatever requests wrote since. SQLite only.
    void restore();
    web::Routes const& routes() const { return dispatcher_->routes(); }
    db::Database& database() { return program_->database(); }
    app::Program& program() { return *program_; }
    web::Dispatcher& dispatcher() { return *dispatcher_; }

    /// Something of the demonstration by its name in objects.toml, or of the house ("code.factor");
    /// "=text" is the text itself. Fails the test when there is none.
    std::string object(std::string_view name);
    /// Each {name} replaced by that object.
    std::string filled(std::string_view text);
    /// The routes of objects.toml that nothing was found for, with their statement.
    std::vector<std::string> missing_objects();

    /// A whole request of this role, with its cookies or token, a valid form token and a fresh key. A field
    /// whose value begins with "@" is a small file of that name.
    http::Response send(std::string_view role, http::Method method, std::string const& target,
                        Fields const& form = {});
    /// The same request, not yet sent. No file.
    http::Request request_of(std::string_view role, http::Method method, std::string const& target,
                             Fields const& form);
    Outcome outcome(std::string_view role, web::Route const& route, std::string const& target,
                    Fields const& form);
    /// The head of a request of this role.
    http::Request head_of(std::string_view role, http::Method method, std::string const& target) const;
    /// The hidden fields that a page of ours would give to this role.
    Fields hidden_fields(std::string_view role);

    std::vector<std::string> faults;  // what became a 500

  private:
    struct Browser {
        std::string cookie;  // the sign-in's token
        std::string bearer;
    };
    void open();
    void people_and_objects();
    std::int64_t rows();
    std::string sign_in(db::Tx& tx, std::string_view email, bool acts, bool gives_factor);

    support::TemporaryFolder folder_;
    db::Engine engine_;
    base::FixedClock clock_;
    base::SystemRandom random_;
    app::Config config_;
    std::unique_ptr<support::TestDatabase> server_;  // PostgreSQL only
    std::unique_ptr<app::Program> program_;
    std::unique_ptr<web::Dispatcher> dispatcher_;
    std::map<std::string, Browser, std::less<>> browsers_;
    std::map<std::string, std::string, std::less<>> made_;  // objects that are no row
    std::map<std::string, std::string, std::less<>> found_;
    int keys_ = 0;
    mutable int requests_ = 0;
};

/// One house an engine for all tests of this program; on SQLite as it was filled. Nothing can be filled
/// without the register's packages: then the test is skipped by who asks (`House::can_be_built`).
House& shared_house(db::Engine engine);
/// Frees them before static objects go.
void leave_houses();

/// "a=1&b=2" as written in rights.csv: nothing is escaped.
Fields fields_of(std::string_view text);

}  // namespace security
