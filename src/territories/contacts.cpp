#include "territories/contacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/french.hpp"
#include "base/siren.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "territories/contacts_rows.hpp"
#include "territories/csv_lines.hpp"
#include "territories/webmail.hpp"

namespace territories {
namespace {

constexpr std::size_t addresses_max = 20;  // of one body
constexpr std::size_t commune_code_length = 5;

std::string upper_case(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// Which body a code of a file means.
class Codes {
  public:
    explicit Codes(std::vector<rows::Known> const& all) {
        for (rows::Known const& one : all) {
            by_reference_.emplace(one.reference, &one);
            if (!one.is_in_force) continue;
            if (!one.siren.empty()) by_siren_.emplace(one.siren, &one);
        }
    }

    base::Result<rows::Known> body_of(std::string const& written) const {
        std::string code = upper_case(written);
        std::erase(code, ' ');
        if (code.empty()) return base::refuse(base::RefusalCode::invalid, "le code manque");
        if (auto const found = by_siren_.find(code); found != by_siren_.end()) return *found->second;
        constexpr std::size_t siren_length = 9;
        if (code.size() == siren_length && !base::Siren::parse(code))
            return base::refuse(base::RefusalCode::invalid,
                                fmt::format("« {} » n’est pas un Siren : sa clé est fausse", code));
        // Spreadsheets drop the first zero of 01004.
        if (code.size() + 1 == commune_code_length && base::parse_int(code)) code.insert(0, "0");
        if (auto const found = by_reference_.find(code); found != by_reference_.end()) {
            if (found->second->is_in_force) return *found->second;
            return base::refuse(
                base::RefusalCode::invalid,
                fmt::format("« {} » n’existe plus : donnez le code de ce qui lui succède", code));
        }
        return of_short_code(code);
    }

  private:
    /// "29" alone may be a département and a région.
    base::Result<rows::Known> of_short_code(std::string const& code) const {
        std::vector<rows::Known const*> meant;
        for (std::string_view const prefix : {"DEP-", "REG-", "COL-"})
            if (auto const found = by_reference_.find(std::string(prefix) + code);
                found != by_reference_.end())
                meant.push_back(found->second);
        if (meant.size() == 1) return *meant.front();
        if (meant.size() > 1)
            return base::refuse(base::RefusalCode::invalid,
                                fmt::format("le code « {} » en désigne plusieurs : écrivez {} ou {}", code,
                                            meant[0]->reference, meant[1]->reference));
        if (by_reference_.contains("ANC-" + code))
            return base::refuse(
                base::RefusalCode::invalid,
                fmt::format("« {} » est une ancienne commune : donnez le code de celle qui lui succède",
                            code));
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("le code « {} » n’est pas dans le référentiel", code));
    }

    std::unordered_map<std::string, rows::Known const*> by_reference_;
    std::unordered_map<std::string, rows::Known const*> by_siren_;
};

/// "a@x.fr; b@y.fr" → its parts.
std::vector<std::string> parts_of(std::string const& cell) {
    std::vector<std::string> parts;
    std::string part;
    for (char const c : cell + ';') {
        if (c != ';' && c != ',' && c != '|' && c != ' ') {
            part.push_back(c);
            continue;
        }
        if (!part.empty()) parts.push_back(std::move(part));
        part.clear();
    }
    return parts;
}

/// What the file wants for one body.
struct Wish {
    std::map<std::string, std::string> emails;  // by key
    std::set<std::string> domains;
    std::string siren;
};

class Directory {
  public:
    Directory(CsvLines const& csv, std::vector<rows::Known> const& known) : csv_(csv), codes_(known) {}

    void read() {
        int const code = csv_.column({"code", "code_insee", "insee", "code insee", "siren_ou_insee"});
        int const siren = csv_.column({"siren"});
        int const emails =
            csv_.column({"emails", "email", "courriels", "courriel", "mails", "mail", "adresses"});
        int const domains = csv_.column({"domains", "domain", "domaines", "domaine"});
        for (CsvLine const& line : csv_.lines) {
            base::Result<rows::Known> const body =
                codes_.body_of(CsvLines::cell(line, code >= 0 ? code : siren));
            if (!body) {
                refuse(line, body.refusal().message);
                continue;
            }
            Wish& wish = wishes_[body->id.value];
            for (std::string const& email : parts_of(CsvLines::cell(line, emails)))
                want_email(line, email, wish);
            for (std::string const& domain : parts_of(CsvLines::cell(line, domains)))
                want_domain(line, domain, wish);
            if (code >= 0 && siren >= 0) want_siren(line, CsvLines::cell(line, siren), *body, wish);
        }
    }

    std::map<std::int64_t, Wish> const& wishes() const { return wishes_; }
    std::vector<std::string> const& refused() const { return refused_; }

  private:
    void refuse(CsvLine const& line, std::string_view why) {
        refused_.push_back(fmt::format("Ligne {} : {}.", line.number, why));
    }
    void want_email(CsvLine const& line, std::string const& email, Wish& wish) {
        if (!base::is_email(email))
            return refuse(line, fmt::format("« {} » n’est pas une adresse", base::shortened(email, 60)));
        if (wish.emails.size() == addresses_max)
            return refuse(line, fmt::format("plus de {} adresses", addresses_max));
        wish.emails.emplace(base::email_key(email), email);
    }
    void want_domain(CsvLine const& line, std::string const& typed, Wish& wish) {
        base::Result<std::string> const domain = checked_domain(typed);
        if (!domain) return refuse(line, domain.refusal().message);
        if (wish.domains.size() == addresses_max)
            return refuse(line, fmt::format("plus de {} domaines", addresses_max));
        wish.domains.insert(*domain);
    }
    void want_siren(CsvLine const& line, std::string const& written, rows::Known const& body, Wish& wish) {
        if (written.empty()) return;
        std::optional<base::Siren> const siren = base::Siren::parse(written);
        if (!siren)
            return refuse(line, fmt::format("« {} » n’est pas un Siren : sa clé est fausse",
                                            base::shortened(written, 20)));
        if (!body.siren.empty() && body.siren != siren->digits())
            return refuse(line, fmt::format("le référentiel donne un autre Siren ({})", body.siren));
        base::Result<rows::Known> const owner = codes_.body_of(siren->digits());
        base::Id<Authority> const first = sirens_.try_emplace(siren->digits(), body.id).first->second;
        if (first != body.id || (owner.ok() && owner->id != body.id))
            return refuse(line, fmt::format("le Siren {} est celui d’une autre structure", siren->digits()));
        if (body.siren.empty()) wish.siren = siren->digits();
    }

    CsvLines const& csv_;
    Codes codes_;
    std::map<std::int64_t, Wish> wishes_;
    std::map<std::string, base::Id<Authority>> sirens_;  // seen in this file
    std::vector<std::string> refused_;
};

/// Makes what is stored what the file says, for the bodies that it names.
FileReport applied(db::Tx& tx, base::World const& world, Directory const& directory) {
    FileReport report;
    std::vector<rows::Entry> new_emails;
    std::vector<rows::Entry> new_domains;
    std::set<rows::Entry> kept_emails;
    std::set<rows::Entry> kept_domains;
    auto const wish_of = [&](base::Id<Authority> id) -> Wish const* {
        auto const found = directory.wishes().find(id.value);
        return found == directory.wishes().end() ? nullptr : &found->second;
    };
    for (rows::Entry const& stored : rows::all_email_keys(tx)) {
        Wish const* const wish = wish_of(stored.first);
        if (wish == nullptr) continue;
        if (wish->emails.contains(stored.second)) {
            kept_emails.insert(stored);
        } else {
            rows::remove_email(tx, stored);
            ++report.written;
        }
    }
    for (rows::Entry const& stored : rows::all_domains(tx)) {
        Wish const* const wish = wish_of(stored.first);
        if (wish == nullptr) continue;
        if (wish->domains.contains(stored.second)) {
            kept_domains.insert(stored);
        } else {
            rows::remove_domain(tx, stored);
            ++report.written;
        }
    }
    for (auto const& [number, wish] : directory.wishes()) {
        base::Id<Authority> const id(number);
        for (auto const& [key, email] : wish.emails)
            if (!kept_emails.contains({id, key})) new_emails.emplace_back(id, email);
        for (std::string const& domain : wish.domains)
            if (!kept_domains.contains({id, domain})) new_domains.emplace_back(id, domain);
        if (!wish.siren.empty() && rows::complete_siren(tx, id, wish.siren)) ++report.written;
        report.emails += static_cast<std::int64_t>(wish.emails.size());
        report.domains += static_cast<std::int64_t>(wish.domains.size());
    }
    rows::add_emails(tx, world.clock.now(), new_emails);
    rows::add_domains(tx, new_domains);
    report.bodies = static_cast<std::int64_t>(directory.wishes().size());
    report.written += static_cast<std::int64_t>(new_emails.size() + new_domains.size());
    report.refused = directory.refused();
    return report;
}

}  // namespace

base::Result<FileReport> load_contacts(db::Database& database, base::World const& world,
                                       std::string_view csv) {
    base::Result<CsvLines> const lines = read_csv(csv);
    if (!lines) return lines.refusal();
    if (lines->column({"code", "code_insee", "insee", "code insee", "siren_ou_insee", "siren"}) < 0)
        return base::refuse(base::RefusalCode::invalid, "Ce fichier n’a pas de colonne « code ».",
                            "La première ligne doit être : code;emails;domains");
    return database.write([&](db::Tx& tx) -> base::Result<FileReport> {
        std::vector<rows::Known> const known = rows::all_known(tx);
        Directory directory(*lines, known);
        directory.read();
        FileReport report = applied(tx, world, directory);
        if (report.written == 0) return report;
        journal::Entry entry;
        entry.act = "contacts.loaded";
        entry.subject = "register:contacts";
        entry.facts = {{"sha256", base::sha256_hex(csv)},
                       {"bodies", std::to_string(report.bodies)},
                       {"written", std::to_string(report.written)},
                       {"refused", std::to_string(report.refused.size())}};
        journal::record(tx, world, entry);
        return report;
    });
}

std::vector<std::string> printed(FileReport const& report, std::size_t lines_max) {
    std::vector<std::string> out{fmt::format(
        "{}, {}, {} ; {}.", base::french_count(report.bodies, "structure", "structures"),
        base::french_count(report.emails, "adresse", "adresses"),
        base::french_count(report.domains, "domaine", "domaines"),
        report.written == 0 ? std::string("rien n’a changé")
                            : base::french_count(report.written, "changement écrit", "changements écrits"))};
    if (!report.refused.empty())
        out.push_back(base::french_count(static_cast<std::int64_t>(report.refused.size()), "refus", "refus") +
                      " :");
    for (std::size_t i = 0; i < report.refused.size() && i < lines_max; ++i)
        out.push_back("  " + report.refused[i]);
    if (report.refused.size() > lines_max)
        out.push_back(fmt::format("  … et {} de plus", report.refused.size() - lines_max));
    return out;
}

base::Result<std::string> checked_domain(std::string_view typed) {
    std::string domain = base::folded(base::trimmed(typed));
    for (std::string_view const prefix : {"@", "www."})
        if (domain.starts_with(prefix)) domain.erase(0, prefix.size());
    if (!base::is_email("x@" + domain))
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("« {} » n’est pas un nom de domaine", base::shortened(typed, 60)));
    if (is_webmail(domain))
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("« {} » est un service de messagerie ouvert à tous", domain));
    if (is_shared_suffix(domain))
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("« {} » est partagé par plusieurs organismes", domain));
    return domain;
}

}  // namespace territories
