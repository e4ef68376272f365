// What leaves the house: exact bytes of a difficult mail, and the rules they keep.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "base/world.hpp"
#include "messaging/envelope.hpp"
#include "messaging/mime.hpp"

using messaging::Envelope;
using messaging::Sender;
using messaging::StoredMail;

namespace {

Sender const tremplin{"Tremplin – consultation", "ne-pas-repondre@tremplin.example",
                      "https://tremplin.example"};

StoredMail outcome() {
    StoredMail stored;
    stored.mail = {
        "maire@locronan.example",
        "Votre contribution est regroupée dans la proposition P-2026-012",
        "Votre contribution «\u00a0Signaler un incident\u00a0» est regroupée.\n\n"
        "Elle rejoint la proposition P-2026-012 : https://tremplin.example/propositions/P-2026-012.\n"
        "À bientôt à vélo 🚲 : ce paragraphe est écrit d’une seule ligne pour que le codage ait à la "
        "couper sans jamais fendre un caractère.",
        "outcome",
        "Vous recevez ce message parce que vous avez contribué.",
        "Pour ne plus en recevoir : https://tremplin.example/preferences",
        "https://tremplin.example/desabonnement?j=abc",
        false};
    stored.message_id = "00112233445566778899aabbccddeeff";
    stored.created_at = {1'700'000'000'000'000};
    return stored;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (char const c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return out;
}

std::string header_part(std::string const& message) {
    return message.substr(0, message.find("\r\n\r\n"));
}

int value_of(char digit) {
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/// Undoes quoted-printable, independently of the code under test.
std::string read_back(std::string_view quoted) {
    std::string out;
    for (std::size_t at = 0; at < quoted.size(); ++at) {
        if (quoted[at] == '\r') continue;
        if (quoted[at] != '=') {
            out += quoted[at];
        } else if (quoted[at + 1] == '\r') {
            at += 2;
        } else {
            out += static_cast<char>(value_of(quoted[at + 1]) * 16 + value_of(quoted[at + 2]));
            at += 2;
        }
    }
    return out;
}

/// Undoes encoded words; every one must hold whole characters.
std::string read_words(std::string_view header) {
    std::string out;
    while (!header.empty()) {
        std::string_view word = header.substr(0, header.find("\r\n "));
        header.remove_prefix(std::min(header.size(), word.size() + 3));
        EXPECT_TRUE(word.starts_with("=?UTF-8?Q?") && word.ends_with("?=")) << word;
        EXPECT_LE(word.size(), 75u);
        std::string inside(word.substr(10, word.size() - 12));
        for (char& c : inside)
            if (c == '_') c = ' ';
        std::string const text = read_back(inside);
        EXPECT_TRUE(base::is_valid_utf8(text)) << word;
        out += text;
    }
    return out;
}

}  // namespace

TEST(Envelope, a_mail_leaves_as_these_exact_bytes) {
    Envelope const envelope = messaging::envelope_of(outcome(), tremplin);
    EXPECT_EQ(envelope.from, "ne-pas-repondre@tremplin.example");
    EXPECT_EQ(envelope.to, "maire@locronan.example");
    EXPECT_EQ(envelope.message, with_crlf(R"eml(From: =?UTF-8?Q?Tremplin_=E2=80=93_consultation?=
 <ne-pas-repondre@tremplin.example>
To: maire@locronan.example
Subject: =?UTF-8?Q?Votre_contribution_est_regroup=C3=A9e_dans_la_propositi?=
 =?UTF-8?Q?on_P-2026-012?=
Date: Tue, 14 Nov 2023 22:13:20 +0000
Message-ID: <00112233445566778899aabbccddeeff@tremplin.example>
Auto-Submitted: auto-generated
List-Unsubscribe: <https://tremplin.example/desabonnement?j=abc>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Language: fr
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="=_00112233445566778899aabbccddeeff"

--=_00112233445566778899aabbccddeeff
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Votre contribution =C2=AB=C2=A0Signaler un incident=C2=A0=C2=BB est regroup=
=C3=A9e.

Elle rejoint la proposition P-2026-012 : https://tremplin.example/propositi=
ons/P-2026-012.
=C3=80 bient=C3=B4t =C3=A0 v=C3=A9lo =F0=9F=9A=B2 : ce paragraphe est =
=C3=A9crit d=E2=80=99une seule ligne pour que le codage ait =C3=A0 la coupe=
r sans jamais fendre un caract=C3=A8re.

=E2=80=94
Vous recevez ce message parce que vous avez contribu=C3=A9.
Pour ne plus en recevoir : https://tremplin.example/preferences
Tremplin =E2=80=93 consultation
https://tremplin.example

--=_00112233445566778899aabbccddeeff
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<!doctype html>
<html lang=3D"fr">
<head>
<meta charset=3D"utf-8">
<title>Votre contribution est regroup=C3=A9e dans la proposition P-2026-012=
</title>
</head>
<body style=3D"font-family: sans-serif; line-height: 1.5; max-width: 40em">
<p>Votre contribution =C2=AB=C2=A0Signaler un incident=C2=A0=C2=BB est regr=
oup=C3=A9e.</p>
<p>Elle rejoint la proposition P-2026-012 : <a href=3D"https://tremplin.exa=
mple/propositions/P-2026-012">https://tremplin.example/propositions/P-2026-=
012</a>.<br>
=C3=80 bient=C3=B4t =C3=A0 v=C3=A9lo =F0=9F=9A=B2 : ce paragraphe est =
=C3=A9crit d=E2=80=99une seule ligne pour que le codage ait =C3=A0 la coupe=
r sans jamais fendre un caract=C3=A8re.</p>
<hr>
<p><small>Vous recevez ce message parce que vous avez contribu=C3=A9.<br>
Pour ne plus en recevoir : <a href=3D"https://tremplin.example/preferences"=
>https://tremplin.example/preferences</a><br>
Tremplin =E2=80=93 consultation<br>
https://tremplin.example</small></p>
</body>
</html>

--=_00112233445566778899aabbccddeeff--
)eml"));
}

TEST(Envelope, no_line_is_longer_than_smtp_bears_and_every_byte_is_ascii) {
    StoredMail stored = outcome();
    stored.mail.text = std::string(3'000, 'a') + "\n\n" + std::string(900, ' ') + "\n";
    for (int i = 0; i < 500; ++i) stored.mail.text += "é🚲 ";
    std::string const message = messaging::envelope_of(stored, tremplin).message;
    for (std::string_view line : base::split(message, '\n')) {
        if (line.empty()) continue;  // after the last
        ASSERT_TRUE(line.ends_with('\r'));
        EXPECT_LE(line.size() - 1, 78u) << line;
        for (char const c : line) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
    }
}

TEST(Envelope, no_part_of_a_mail_can_add_a_header) {
    std::string const evil = "x\r\nBcc: all@example.org\r\n\r\nbody\n.\r\nX: y";
    StoredMail stored = outcome();
    stored.mail.to = "a@b.example\r\nBcc: all@example.org";
    stored.mail.subject = evil;
    stored.mail.list_unsubscribe_url = "https://tremplin.example/\r\nBcc: all@example.org";
    Sender const sender{evil, "a@b.example\nBcc: all@example.org", "https://tremplin.example"};
    std::string const headers = header_part(messaging::envelope_of(stored, sender).message);
    for (std::string_view const line : base::split(headers, '\n')) {
        EXPECT_FALSE(line.starts_with("Bcc") || line.starts_with("X:") || line.starts_with(".")) << line;
        EXPECT_TRUE(line.ends_with('\r') || line.data() + line.size() == headers.data() + headers.size());
    }
    EXPECT_NE(headers.find("\r\nMIME-Version: 1.0\r\n"), std::string::npos) << "the headers end too early";
}

TEST(Envelope, the_text_cannot_close_its_part) {
    StoredMail stored = outcome();
    stored.mail.text = "--=_" + stored.message_id + "--";
    std::string const message = messaging::envelope_of(stored, tremplin).message;
    std::string const end = "--=_" + stored.message_id + "--\r\n";
    EXPECT_EQ(message.find(end), message.size() - end.size());
}

TEST(Envelope, the_footer_says_why_how_to_stop_and_who) {
    StoredMail stored = outcome();
    EXPECT_TRUE(messaging::whole_text(stored.mail, tremplin)
                    .ends_with("caractère.\n\n—\nVous recevez ce message parce que vous avez contribué.\n"
                               "Pour ne plus en recevoir : https://tremplin.example/preferences\n"
                               "Tremplin – consultation\nhttps://tremplin.example\n"));
    stored.mail.stop.clear();  // transactional: no empty line in its place
    EXPECT_NE(messaging::whole_text(stored.mail, tremplin).find("contribué.\nTremplin"), std::string::npos);
}

TEST(Envelope, html_holds_the_words_escaped_and_one_anchor_to_our_own_origin) {
    StoredMail stored = outcome();
    stored.mail.stop.clear();
    stored.mail.text =
        "<script>alert(1)</script> & \"x\"\n\nhttps://tremplin.example.evil.net/a puis\n"
        "(https://tremplin.example/a?b=1&c=2), https://tremplin.example/autre https://evil.net/";
    std::string const page = messaging::whole_html(stored.mail, tremplin);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp;"), std::string::npos) << page;
    EXPECT_NE(page.find("(<a href=\"https://tremplin.example/a?b=1&amp;c=2\">"
                        "https://tremplin.example/a?b=1&amp;c=2</a>), "),
              std::string::npos)
        << page;
    EXPECT_EQ(page.find("<a "), page.rfind("<a "));
}

TEST(Envelope, a_mail_in_markdown_is_rendered_in_both_parts) {
    StoredMail stored = outcome();
    stored.mail.is_markdown = true;
    stored.mail.text = "Bonjour **vous**,\n\n[répondre](/campagnes/x) <script>alert(1)</script>";
    std::string const text = messaging::whole_text(stored.mail, tremplin);
    EXPECT_TRUE(text.starts_with("Bonjour vous,\n\nrépondre (" + tremplin.origin + "/campagnes/x)")) << text;
    std::string const page = messaging::whole_html(stored.mail, tremplin);
    EXPECT_NE(page.find("<strong>vous</strong>"), std::string::npos) << page;
    EXPECT_NE(page.find("<a href=\"" + tremplin.origin + "/campagnes/x\">répondre</a>"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST(Mime, a_subject_of_200_characters_is_read_back_whole) {
    for (std::string_view const piece : {"é", "🚲", "abcdefgh ij", "œ? =_x", "\u202f;"}) {
        std::string subject;
        while (base::length_in_characters(subject) < 200) subject += piece;
        std::string const header = messaging::header_text(subject, 9);
        EXPECT_EQ(read_words(header), subject);
        EXPECT_LE(header.find("\r\n") + 9, messaging::mail_line_max);
    }
}

TEST(Mime, a_short_plain_subject_stays_readable_and_one_that_looks_encoded_is_encoded) {
    EXPECT_EQ(messaging::header_text("Bonjour", 9), "Bonjour");
    EXPECT_EQ(read_words(messaging::header_text("=?UTF-8?Q?x?=", 9)), "=?UTF-8?Q?x?=");
}

TEST(Mime, quoted_printable_is_read_back_whole) {
    EXPECT_EQ(messaging::quoted_printable("a \n.\nFrom b\n=\té"),
              "a=20\r\n=2E\r\n=46rom b\r\n=3D\t=C3=A9\r\n");
    base::SeededRandom random(7);
    for (int round = 0; round < 300; ++round) {
        static constexpr std::string_view pieces[] = {"a", " ", "\t", "=", ".", "é", "🚲", "\n", "From ", "—"};
        std::string text;
        for (std::uint64_t i = random.below(400); i > 0; --i) text += pieces[random.below(10)];
        text += "x";
        std::string const quoted = messaging::quoted_printable(text);
        EXPECT_EQ(read_back(quoted), text + "\n");
        for (std::string_view const line : base::split(quoted, '\n')) {
            EXPECT_LE(line.size(), 77u);  // with its CR
            EXPECT_FALSE(line.ends_with(" \r") || line.ends_with("\t\r") || line.starts_with(".")) << line;
        }
    }
}

TEST(Mime, a_sender_of_any_name_is_one_mailbox) {
    EXPECT_EQ(messaging::mailbox("Tremplin", "a@b.fr", 6), "\"Tremplin\" <a@b.fr>");
    EXPECT_EQ(messaging::mailbox("A \"B\" \\ C", "a@b.fr", 6), "\"A \\\"B\\\" \\\\ C\" <a@b.fr>");
    EXPECT_EQ(messaging::mailbox("Préfecture", "a@b.fr", 6), "=?UTF-8?Q?Pr=C3=A9fecture?= <a@b.fr>");
}

TEST(Mime, a_date_is_english_and_utc) {
    EXPECT_EQ(messaging::mail_date({1'700'000'000'000'000}), "Tue, 14 Nov 2023 22:13:20 +0000");
    EXPECT_EQ(messaging::mail_date({0}), "Thu, 1 Jan 1970 00:00:00 +0000");
}
