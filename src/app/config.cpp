#include "app/config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <toml++/toml.h>

#include "base/text.hpp"
#include "site/accessibility.hpp"
#include "web/look.hpp"

namespace app {
namespace {

constexpr std::size_t text_bytes_max = 500;
constexpr std::size_t footer_links_max = 6;
/// Nobody's, whatever comes before them (RFC 2606).
constexpr std::array<std::string_view, 7> reserved_domains{
    "example", "invalid", "test", "localhost", "example.com", "example.net", "example.org"};

using Set = bool (*)(Config&, std::string_view);

bool set_bool(bool& target, std::string_view text) {
    if (text == "true" || text == "1")
        target = true;
    else if (text == "false" || text == "0")
        target = false;
    else
        return false;
    return true;
}

bool set_port(std::uint16_t& target, std::string_view text) {
    auto const port = base::parse_int(text);
    if (!port || *port < 0 || *port > 65535) return false;
    target = static_cast<std::uint16_t>(*port);
    return true;
}

bool is_loopback(std::string_view address) {
    return address == "127.0.0.1" || address == "::1" || address == "localhost";
}

std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> items;
    for (std::string_view const item : base::split(text, ','))
        if (!base::trimmed(item).empty()) items.emplace_back(base::trimmed(item));
    return items;
}

constexpr std::size_t metrics_token_bytes_min = 20;
constexpr int drain_seconds_max = 60;
bool set_text(std::string& target, std::string_view text) {
    auto const line = base::tidied_line(text);
    if (!line || line->size() > text_bytes_max) return false;
    target = *line;
    return true;
}

/// "Words=address|…"; an address is https://… or a path of the site.
bool set_footer_links(std::vector<web::FooterLink>& links, std::string_view text) {
    links.clear();
    for (std::string_view const item : base::split(text, '|')) {
        if (base::trimmed(item).empty()) continue;
        std::size_t const equals = item.find('=');
        if (equals == std::string_view::npos) return false;
        std::string const label(base::trimmed(item.substr(0, equals)));
        std::string const href(base::trimmed(item.substr(equals + 1)));
        bool const is_path = href.starts_with('/') && !href.starts_with("//");
        if (label.empty() || (!is_path && !href.starts_with("https://"))) return false;
        links.push_back({label, href});
    }
    return links.size() <= footer_links_max;
}

/// "87.5" or "87,5" or "87", in percent, into 875.
bool set_permille(int& target, std::string_view text) {
    std::size_t const point = text.find_first_of(".,");
    auto const whole = base::parse_int(text.substr(0, point));
    if (!whole || *whole < 0 || *whole > 100) return false;
    std::int64_t tenth = 0;
    if (point != std::string_view::npos) {
        auto const digit = base::parse_int(text.substr(point + 1));
        if (!digit || *digit < 0 || *digit > 9) return false;
        tenth = *digit;
    }
    target = static_cast<int>(*whole * 10 + tenth);
    return target <= 1000;
}

/// One setting: its name in the file, TREMPLIN_NAME in the environment, what it means.
struct Setting {
    std::string_view key;
    std::string_view meaning;
    Set set;
};

constexpr std::array settings{
    Setting{"database", "fichier SQLite, ou postgresql://utilisateur@machine/nom",
            [](Config& c, std::string_view v) {
                c.database = v;
                return true;
            }},
    Setting{"data", "dossier des clés, des fichiers et (sans SMTP) des messages",
            [](Config& c, std::string_view v) {
                c.data = v;
                return true;
            }},
    Setting{"assets", "dossier des feuilles de style et scripts construits",
            [](Config& c, std::string_view v) {
                c.assets = v;
                return true;
            }},
    Setting{"node_modules", "où sont les paquets npm du référentiel",
            [](Config& c, std::string_view v) {
                c.node_modules = v;
                return true;
            }},
    Setting{"address", "adresse d’écoute",
            [](Config& c, std::string_view v) {
                c.address = v;
                return true;
            }},
    Setting{"port", "port d’écoute", [](Config& c, std::string_view v) { return set_port(c.port, v); }},
    Setting{"origin", "https://… par où l’on vient au site ; les liens des messages commencent ainsi",
            [](Config& c, std::string_view v) {
                c.site.origin = v;
                c.origin_is_set = true;
                return v.starts_with("http://") || v.starts_with("https://");
            }},
    Setting{"hosts", "noms de Host acceptés, séparés par des virgules ; par défaut celui d’origin",
            [](Config& c, std::string_view v) {
                c.hosts = list_of(v);
                return true;
            }},
    Setting{"proxies", "adresses des serveurs mandataires à croire, séparées par des virgules",
            [](Config& c, std::string_view v) {
                c.proxies = list_of(v);
                return true;
            }},
    Setting{
        "second_factor",
        "required (par défaut) ou offered (par défaut en démonstration) : pour opérateurs, auditeurs, relais",
        [](Config& c, std::string_view v) {
            c.second_factor = v;
            return v == "required" || v == "offered";
        }},
    Setting{"demo", "true : actes inventés, chaque page le dit ; comptes en un clic",
            [](Config& c, std::string_view v) { return set_bool(c.demo, v); }},
    Setting{"smtp_url",
            "smtp://machine:587 ou smtps://machine:465 ; vide : les messages deviennent des fichiers de "
            "DATA/mails",
            [](Config& c, std::string_view v) {
                c.smtp_url = v;
                return true;
            }},
    Setting{"smtp_user", "utilisateur du serveur de messagerie",
            [](Config& c, std::string_view v) {
                c.smtp_user = v;
                return true;
            }},
    Setting{"smtp_password",
            "mot de passe du serveur de messagerie (dans l’environnement plutôt que dans le fichier)",
            [](Config& c, std::string_view v) {
                c.smtp_password = v;
                return true;
            }},
    Setting{"mail_from", "adresse d’où viennent les messages ; obligatoire avec smtp_url",
            [](Config& c, std::string_view v) {
                c.mail_from = v;
                return base::is_email(v);
            }},
    Setting{"clamd",
            "antivirus des fichiers joints : une socket Unix (/run/clamav/clamd.ctl) ou machine:port ; "
            "vide : aucun",
            [](Config& c, std::string_view v) {
                c.clamd = v;
                return v.empty() || v.starts_with('/') || v.find(':') != std::string_view::npos;
            }},
    Setting{"mail_return", "boîte des messages revenus, à sous-adresses (docs/operations/mail.md)",
            [](Config& c, std::string_view v) {
                c.mail_return = v;
                return v.empty() || base::is_email(v);
            }},
    Setting{"site_name", "nom du site",
            [](Config& c, std::string_view v) {
                c.site.name = v;
                return !v.empty();
            }},
    Setting{"site_tagline", "phrase sous le nom",
            [](Config& c, std::string_view v) {
                c.site.tagline = v;
                return true;
            }},
    Setting{"operator_name", "qui opère le service",
            [](Config& c, std::string_view v) {
                c.site.operator_name = v;
                return !v.empty();
            }},
    Setting{"contact_email",
            "adresse montrée à qui a besoin d’aide, prévenue des nouveaux messages ; obligatoire",
            [](Config& c, std::string_view v) {
                c.site.contact_email = v;
                return base::is_email(v);
            }},
    Setting{"log_format", "json ou text ; par défaut text à un terminal, json ailleurs",
            [](Config& c, std::string_view v) {
                c.log_format = v;
                return v.empty() || v == "json" || v == "text";
            }},
    Setting{"log_level", "info, warning ou error ; par défaut warning à un terminal, info ailleurs",
            [](Config& c, std::string_view v) {
                c.log_level = v;
                return v.empty() || v == "info" || v == "warning" || v == "error";
            }},
    Setting{"metrics_port",
            "port de /metrics pour Prometheus, à part de celui du site ; 0 (par défaut) : aucun",
            [](Config& c, std::string_view v) { return set_port(c.metrics_port, v); }},
    Setting{"metrics_address",
            "adresse de ce port (par défaut 127.0.0.1) ; au-delà de cette machine il faut un jeton",
            [](Config& c, std::string_view v) {
                c.metrics_address = v;
                return !v.empty();
            }},
    Setting{"metrics_token",
            "s’il est donné, /metrics veut « Authorization: Bearer … » ; 20 caractères ou plus",
            [](Config& c, std::string_view v) {
                c.metrics_token = v;
                return v.empty() || v.size() >= metrics_token_bytes_min;
            }},
    Setting{"drain_seconds",
            "après SIGTERM, secondes pendant lesquelles /readyz dit non et tout répond encore, de 0 (par "
            "défaut) à 60",
            [](Config& c, std::string_view v) {
                auto const seconds = base::parse_int(v);
                if (!seconds || *seconds < 0 || *seconds > drain_seconds_max) return false;
                c.drain_seconds = static_cast<int>(*seconds);
                return true;
            }},
    Setting{"publisher", "mentions légales : qui édite le site ; obligatoire",
            [](Config& c, std::string_view v) { return set_text(c.site.identity.publisher, v); }},
    Setting{"publisher_address", "mentions légales : son adresse postale ; obligatoire",
            [](Config& c, std::string_view v) { return set_text(c.site.identity.publisher_address, v); }},
    Setting{"publication_director", "mentions légales : nom et fonction ; obligatoire",
            [](Config& c, std::string_view v) { return set_text(c.site.identity.publication_director, v); }},
    Setting{"host", "mentions légales : qui héberge le site ; obligatoire",
            [](Config& c, std::string_view v) { return set_text(c.site.identity.host, v); }},
    Setting{"host_address", "mentions légales : son adresse postale et son téléphone ; obligatoire",
            [](Config& c, std::string_view v) { return set_text(c.site.identity.host_address, v); }},
    Setting{
        "data_protection",
        "comment joindre le délégué à la protection des données (e-mail ou adresse postale) ; obligatoire",
        [](Config& c, std::string_view v) { return set_text(c.site.identity.data_protection, v); }},
    Setting{"accessibility_contact", "e-mail pour qui une page est inaccessible ; obligatoire",
            [](Config& c, std::string_view v) {
                c.site.identity.accessibility_contact = v;
                return base::is_email(v);
            }},
    Setting{"security_contact", "e-mail de security.txt ; par défaut contact_email",
            [](Config& c, std::string_view v) {
                c.site.identity.security_contact = v;
                return base::is_email(v);
            }},
    Setting{"site_short_name", "nom à la fin du titre des pages ; par défaut site_name",
            [](Config& c, std::string_view v) { return set_text(c.site.short_name, v); }},
    Setting{"logo_file", "PNG de 100 ko au plus, montré sur 44 pixels de haut",
            [](Config& c, std::string_view v) { return set_text(c.site.look.logo_file, v); }},
    Setting{"logo_alt", "mots qui remplacent le logo",
            [](Config& c, std::string_view v) { return set_text(c.site.look.logo_alt, v); }},
    Setting{"brand_colour", "#rrvvbb : en-tête, liens, étiquettes ; refusée si elle est illisible",
            [](Config& c, std::string_view v) { return set_text(c.site.look.brand, v); }},
    Setting{"accent_colour", "#rrvvbb : le bouton qui agit ; refusée si elle est illisible",
            [](Config& c, std::string_view v) { return set_text(c.site.look.accent, v); }},
    Setting{"footer_links", "autres liens au pied des pages : \"Mots=https://…|Mots=/page\", six au plus",
            [](Config& c, std::string_view v) { return set_footer_links(c.site.footer_links, v); }},
    Setting{"audit_auditor", "audit d’accessibilité par des personnes, une fois fait : par qui",
            [](Config& c, std::string_view v) { return set_text(c.site.audit.auditor, v); }},
    Setting{"audit_date", "sa date, comme la déclaration la dit : \"12 mars 2027\"",
            [](Config& c, std::string_view v) { return set_text(c.site.audit.date, v); }},
    Setting{"audit_rate", "part des critères applicables trouvés conformes, en pour cent : \"87.5\"",
            [](Config& c, std::string_view v) { return set_permille(c.site.audit.rate_permille, v); }},
};

std::string environment_name(std::string_view key) {
    std::string name = "TREMPLIN_";
    for (char const c : key) name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return name;
}

std::string beside_program(std::string_view relative) {
    std::error_code error;
    std::filesystem::path const program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string(relative) : (program.parent_path() / relative).lexically_normal().string();
}

}  // namespace

base::Result<base::Done> read_file(Config& config, std::string const& path) {
    toml::table parsed;
    try {
        parsed = toml::parse_file(path);
    } catch (toml::parse_error const& error) {
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("{}:{} : ce n’est pas du TOML. {}", path, error.source().begin.line,
                                        error.description()));
    }
    for (auto const& [key, node] : parsed) {
        auto const known = std::find_if(settings.begin(), settings.end(),
                                        [&](Setting const& setting) { return setting.key == key.str(); });
        auto const where = fmt::format("{}:{}", path, node.source().begin.line);
        if (known == settings.end())
            return base::refuse(
                base::RefusalCode::invalid,
                fmt::format("{} : réglage inconnu « {} » (tremplin --help en donne la liste).", where,
                            key.str()));
        std::string text;
        if (auto const* s = node.as_string())
            text = s->get();
        else if (auto const* i = node.as_integer())
            text = std::to_string(i->get());
        else if (auto const* b = node.as_boolean())
            text = b->get() ? "true" : "false";
        else
            return base::refuse(
                base::RefusalCode::invalid,
                fmt::format("{} : {} doit être un texte, un nombre, true ou false.", where, key.str()));
        if (!known->set(config, text))
            return base::refuse(base::RefusalCode::invalid,
                                fmt::format("{} : {} = \"{}\" ne convient pas. Attendu : {}.", where,
                                            key.str(), text, known->meaning));
    }
    return base::Done{};
}

base::Result<base::Done> read_environment(Config& config) {
    for (Setting const& setting : settings) {
        std::string const name = environment_name(setting.key);
        char const* const value = std::getenv(name.c_str());
        if (value == nullptr) continue;
        if (!setting.set(config, value))
            return base::refuse(base::RefusalCode::invalid,
                                fmt::format("{} ne convient pas. Attendu : {}.", name, setting.meaning));
    }
    return base::Done{};
}

std::vector<std::string> missing_to_serve(Config const& config) {
    if (config.demo) return {};
    web::Identity const& identity = config.site.identity;
    std::vector<std::string> missing;
    auto const need = [&](std::string_view key, std::string const& value) {
        if (value.empty()) missing.emplace_back(key);
    };
    need("publisher", identity.publisher);
    need("publisher_address", identity.publisher_address);
    need("publication_director", identity.publication_director);
    need("host", identity.host);
    need("host_address", identity.host_address);
    need("data_protection", identity.data_protection);
    need("accessibility_contact", identity.accessibility_contact);
    need("contact_email", config.site.contact_email);
    return missing;
}

base::Result<base::Done> sender_is_ours(Config const& config) {
    if (config.demo || config.smtp_url.empty()) return base::Done{};
    std::string_view const domain = std::string_view(config.mail_from).substr(config.mail_from.find('@') + 1);
    for (std::string_view const reserved : reserved_domains)
        if (domain == reserved || domain.ends_with(fmt::format(".{}", reserved)))
            return base::refuse(
                base::RefusalCode::invalid,
                fmt::format("smtp_url est donné, mais les messages partiraient de {}, un domaine d’exemple : "
                            "aucun serveur ne les accepterait.",
                            config.mail_from),
                "Donnez à mail_from une adresse de votre domaine, dans le fichier de --config ou par "
                "TREMPLIN_MAIL_FROM.");
    return base::Done{};
}

void put_fictitious_identity(Config& config) {
    auto const put = [](std::string& target, std::string_view words) {
        if (target.empty()) target = words;
    };
    web::Identity& identity = config.site.identity;
    put(identity.publisher, "Éditeur fictif (démonstration)");
    put(identity.publisher_address, "1 rue de l’Exemple, 00000 Exemple (adresse fictive)");
    put(identity.publication_director, "Camille Exemple, fonction fictive");
    put(identity.host, "Hébergeur fictif (démonstration)");
    put(identity.host_address, "2 rue de l’Exemple, 00000 Exemple (adresse fictive)");
    put(identity.data_protection, "dpo@tremplin.example (adresse fictive)");
    put(identity.accessibility_contact, "accessibilite@tremplin.example");
    put(config.site.contact_email, "contact@tremplin.example");
}

base::Result<base::Done> complete(Config& config) {
    bool const loopback = is_loopback(config.address);
    if (config.demo && !loopback && !config.demo_anywhere)
        return base::refuse(
            base::RefusalCode::invalid,
            "Une démonstration nomme de vraies collectivités et invente ce qu’elles disent : elle ne répond "
            "que "
            "sur cette machine (--demo-anywhere si vous savez pourquoi elle peut faire plus).");
    if (config.metrics_port != 0 && !is_loopback(config.metrics_address) && config.metrics_token.empty())
        return base::refuse(
            base::RefusalCode::invalid,
            "Les mesures ne sont pas publiques : metrics_address au-delà de cette machine veut un "
            "metrics_token.");
    if (!config.origin_is_set) config.site.origin = fmt::format("http://localhost:{}", config.port);
    while (config.site.origin.ends_with('/')) config.site.origin.pop_back();
    if (config.hosts.empty()) {
        std::string host = config.site.origin.substr(config.site.origin.find("://") + 3);
        config.hosts = {host};
        if (loopback) {
            config.hosts.push_back(fmt::format("localhost:{}", config.port));
            config.hosts.push_back(fmt::format("127.0.0.1:{}", config.port));
        }
    }
    config.site.is_demo = config.demo;
    config.site.second_factor_required =
        config.second_factor.empty() ? !config.demo : config.second_factor == "required";
    if (config.demo) put_fictitious_identity(config);
    if (auto const sheet = web::brand_sheet(config.site.look); !sheet.ok()) return sheet.refusal();
    if (auto const logo = web::logo_of(config.site.look); !logo.ok()) return logo.refusal();
    if (!config.site.audit.auditor.empty() && config.site.audit.date.empty())
        return base::refuse(base::RefusalCode::invalid,
                            "audit_auditor est donné : audit_date et audit_rate doivent l’être aussi.");
    config.site.accessibility = site::state_words(config.site);
    if (config.assets.empty()) config.assets = beside_program("assets");
    if (config.node_modules.empty()) config.node_modules = beside_program("../node_modules");
    return base::Done{};
}

std::string configuration_help() {
    std::string text =
        "Les réglages viennent d’un fichier TOML (--config FICHIER), puis de l’environnement, puis des "
        "options ; le dernier l’emporte.\n\n";
    for (Setting const& setting : settings)
        text +=
            fmt::format("  {:<21} {:<31} {}\n", setting.key, environment_name(setting.key), setting.meaning);
    return text;
}

}  // namespace app
