// The template compiler, run as the build runs it: what it makes, and what it refuses with file and line.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;

constexpr std::string_view COMPILER = TEMPLATE_COMPILER;
constexpr std::string_view GOLDEN = GOLDEN_FOLDER;

std::string content_of(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A folder of its own for each test, gone after it.
class Workshop {
  public:
    Workshop() {
        std::string pattern = (fs::temp_directory_path() / "templates-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    Workshop(Workshop const&) = delete;
    Workshop& operator=(Workshop const&) = delete;
    ~Workshop() { fs::remove_all(folder_); }

    fs::path folder() const { return folder_; }

  private:
    fs::path folder_;
};

struct Compilation {
    int status = 0;
    std::string messages;
    std::string header;
    std::string source;
};

/// Runs the compiler in `folder` on the file `name` there; the result goes to made/x.*.
Compilation run_in(fs::path const& folder, std::string const& name, fs::path const& made) {
    std::string const command = "cd '" + folder.string() + "' && '" + std::string(COMPILER) + "' " + name +
                                " demo '" + made.string() + "/x' 2>&1";
    Compilation run;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        run.messages.append(buffer.data(), n);
    run.status = WEXITSTATUS(pclose(pipe));
    run.header = content_of(made / "x.hpp");
    run.source = content_of(made / "x.cpp");
    return run;
}

Compilation compiled(std::string const& text, std::string const& name = "page.html") {
    Workshop const shop;
    std::ofstream(shop.folder() / name, std::ios::binary) << text;
    return run_in(shop.folder(), name, shop.folder() / "made");
}

/// The code of the function's body, without the #line marks.
std::string body_of(std::string const& text) {
    Compilation const run = compiled(text);
    EXPECT_EQ(run.status, 0) << run.messages;
    std::string out;
    std::size_t at = run.source.find(") {\n") + 4;
    std::size_t const end = run.source.rfind("}\n}\n");
    while (at < end) {
        std::size_t const next = run.source.find('\n', at) + 1;
        std::string const line = run.source.substr(at, next - at);
        if (!line.starts_with("#line")) out += line;
        at = next;
    }
    return out;
}

void expect_refused(std::string const& text, int line, std::string_view words) {
    Compilation const run = compiled(text);
    EXPECT_EQ(run.status, 1) << text;
    EXPECT_TRUE(run.messages.starts_with("page.html:" + std::to_string(line) + ": ")) << text << '\n'
                                                                                      << run.messages;
    EXPECT_NE(run.messages.find(words), std::string::npos) << text << '\n' << run.messages;
    EXPECT_EQ(run.source, "") << "a refused template leaves nothing behind: " << text;
}

TEST(TemplateCompiler, makes_the_golden_code) {
    for (std::string const name : {"card.html", "notice.txt"}) {
        Workshop const shop;
        Compilation const run = run_in(GOLDEN, name, shop.folder());
        ASSERT_EQ(run.status, 0) << run.messages;
        fs::path const expected = fs::path(GOLDEN) / (name + ".expected");
        if (std::getenv("WRITE_GOLDEN") != nullptr) std::ofstream(expected) << run.header << run.source;
        EXPECT_EQ(run.header + run.source, content_of(expected)) << name;
    }
}

TEST(TemplateCompiler, makes_the_same_code_each_time) {
    Workshop const a;
    Workshop const b;
    EXPECT_EQ(run_in(GOLDEN, "card.html", a.folder()).source, run_in(GOLDEN, "card.html", b.folder()).source);
}

TEST(TemplateCompiler, chooses_the_escape_by_place) {
    EXPECT_EQ(body_of("<p>{{ a }}</p>"),
              "out.markup(\"<p>\");\nhtml::write_text(out, a);\nout.markup(\"</p>\");\n");
    EXPECT_NE(body_of("<p title=\"{{ a }}\"></p>").find("write_attribute(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<p title='{{ a }}'></p>").find("write_attribute(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<title>{{ a }}</title>").find("write_attribute(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<textarea>{{ a }}</textarea>").find("write_attribute(out, a)"), std::string::npos);
    for (std::string const attribute : {"href", "src", "ACTION", "formaction"}) {
        EXPECT_NE(body_of("<a " + attribute + "=\"{{ a }}\"></a>").find("write_url(out, a)"),
                  std::string::npos);
    }
    EXPECT_NE(body_of("<a href=\"/x/{{ a }}\"></a>").find("write_url_part(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<a href=\"https://x/{{ a }}\"></a>").find("write_url_part(out, a)"),
              std::string::npos);
    EXPECT_NE(body_of("<a href=\"?q={{ a }}\"></a>").find("write_query_value(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<a href=\"?q=1&amp;{{ a }}\"></a>").find("write_url_part(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<a href=\"#{{ a }}\"></a>").find("write_url_part(out, a)"), std::string::npos);
    EXPECT_NE(body_of("<a href=\"{{ a }}{{ b }}\"></a>").find("write_url(out, b)"), std::string::npos);
    EXPECT_NE(body_of("<script type=\"application/json\">{{ a }}</script>").find("write_json(out, a)"),
              std::string::npos);
    EXPECT_NE(body_of("<script>1 < 2</script><p>{{ a }}</p>").find("write_text(out, a)"), std::string::npos);
}

TEST(TemplateCompiler, after_branches_an_address_is_checked_again_or_refused) {
    EXPECT_NE(body_of("<a href=\"{% if c %}/x{% end %}{{ a }}\"></a>").find("write_url(out, a)"),
              std::string::npos);
    EXPECT_NE(body_of("<a href=\"/x{% if c %}?p={{ p }}{% end %}\"></a>").find("write_query_value(out, p)"),
              std::string::npos);
    EXPECT_NE(
        body_of("<a href=\"?{% if c %}p={{ p }}&{% end %}q={{ a }}\"></a>").find("write_query_value(out, a)"),
        std::string::npos);
    expect_refused("<a href=\"/x{% if c %}?p={% end %}{{ a }}\"></a>", 1, "different parts");
    expect_refused("<a href=\"{% if c %}java{% end %}{{ a }}\"></a>", 1, "must reach");
}

TEST(TemplateCompiler, boolean_attributes_come_from_an_if) {
    EXPECT_EQ(body_of("<input{% if a %} checked{% end %}>"),
              "out.markup(\"<input\");\nif (a) {\nout.markup(\" checked\");\n}\nout.markup(\">\");\n");
    EXPECT_EQ(body_of("<input id=\"x\"\n  {% if a %} checked{% end %}{% if b %} disabled{% end %}>"),
              "out.markup(\"<input id=\\\"x\\\" \");\nif (a) {\nout.markup(\" checked\");\n}\n"
              "if (b) {\nout.markup(\" disabled\");\n}\nout.markup(\">\");\n");
    expect_refused("<input id=\"x\"{% if a %}checked{% end %}>", 1, "needs a blank");
    expect_refused("<input {% if a %}checked{% end %}disabled>", 1, "needs a blank");
    expect_refused("<input {% for x : y %}data-a=\"1\"{% end %}>", 1, "needs a blank");
    expect_refused("<h{% if a %}1{% end %}>", 1, "needs a blank");
}

TEST(TemplateCompiler, drops_indentation_that_nobody_sees) {
    EXPECT_EQ(body_of("<div>\n  <p>\n    a\n  </p>\n</div>\n"), "out.markup(\"<div><p>a</p></div>\");\n");
    EXPECT_EQ(body_of("<p><a>1</a>\n   <a>2</a> <b>3</b></p>"),
              "out.markup(\"<p><a>1</a>\\n<a>2</a> <b>3</b></p>\");\n");
    EXPECT_EQ(body_of("<p>mot\n  <b>gras</b>\n  fin</p>"),
              "out.markup(\"<p>mot\\n<b>gras</b>\\nfin</p>\");\n");
    EXPECT_EQ(body_of("<pre>\n  a\n   <b> c</b>\n</pre>"),
              "out.markup(\"<pre>\\n  a\\n   <b> c</b>\\n</pre>\");\n");
    EXPECT_EQ(body_of("<textarea>\n  a\n</textarea>"), "out.markup(\"<textarea>\\n  a\\n</textarea>\");\n");
    EXPECT_EQ(body_of("<p>a <!-- b --> c</p>"), "out.markup(\"<p>a  c</p>\");\n");
    EXPECT_EQ(body_of("<input a=\"1\"\n       b=\"2\">"),
              "out.markup(\"<input a=\\\"1\\\" b=\\\"2\\\">\");\n");
}

TEST(TemplateCompiler, keeps_the_blank_between_words_around_statements) {
    EXPECT_EQ(
        body_of("<p>un\n{% if a %}\ndeux\n{% end %}\ntrois</p>"),
        "out.markup(\"<p>un\\n\");\nif (a) {\nout.markup(\"deux\\n\");\n}\nout.markup(\"trois</p>\");\n");
    EXPECT_EQ(body_of("<p>un{% if a %} deux{% end %} trois</p>"),
              "out.markup(\"<p>un\");\nif (a) {\nout.markup(\" deux\");\n}\nout.markup(\" trois</p>\");\n");
    EXPECT_EQ(
        body_of("<p>{{ a }}\n{{ b }}</p>"),
        "out.markup(\"<p>\");\nhtml::write_text(out, a);\nout.markup(\"\\n\");\nhtml::write_text(out, b);\n"
        "out.markup(\"</p>\");\n");
}

TEST(TemplateCompiler, static_text_is_one_literal_whatever_it_holds) {
    EXPECT_EQ(body_of("<p>\"\\ é \x01"
                      "9</p>"),
              "out.markup(\"<p>\\\"\\\\ é \\0019</p>\");\n");
}

TEST(TemplateCompiler, names_the_line_of_each_value) {
    Compilation const run = compiled("<p>\n{# c\n c #}\n{{ a }}\n{{\n b }}</p>");
    EXPECT_NE(run.source.find("#line 4 \"page.html\"\nhtml::write_text(out, a)"), std::string::npos)
        << run.source;
    EXPECT_NE(run.source.find("#line 5 \"page.html\"\nhtml::write_text(out, b)"), std::string::npos)
        << run.source;
}

TEST(TemplateCompiler, refuses_values_where_no_escape_is_safe) {
    expect_refused("<p>\n<script>var a = {{ a }};</script>", 2, "inside <script>");
    expect_refused("<script type=\"text/javascript\">{{ a }}</script>", 1, "inside <script>");
    expect_refused("<script type=\"{{ t }}\">{{ a }}</script>", 1, "inside <script>");
    expect_refused("<script{% if a %} type=\"application/json\"{% end %}>{{ a }}</script>", 1,
                   "inside <script>");
    expect_refused("<script>a</scripts>{{ a }}</script>", 1, "inside <script>");
    expect_refused("<style>a{color:{{ a }}}</style>", 1, "inside <style>");
    expect_refused("<p onclick=\"f({{ a }})\">", 1, "onclick");
    expect_refused("<p ONCLICK='{{ a }}'>", 1, "onclick");
    expect_refused("<p\n\n style=\"width:{{ a }}\">", 3, "style");
    expect_refused("<iframe srcdoc=\"{{ a }}\">", 1, "srcdoc");
    expect_refused("<img srcset=\"{{ a }} 2x\">", 1, "srcset");
    expect_refused("<base href=\"{{ a }}\">", 1, "<base>");
    expect_refused("<meta http-equiv=\"refresh\" content=\"{{ a }}\">", 1, "http-equiv");
    expect_refused("<meta content=\"{{ a }}\" http-equiv=\"refresh\">", 1, "http-equiv");
    expect_refused("<p class={{ a }}>", 1, "between quotes");
    expect_refused("<p class=a{{ a }}>", 1, "between quotes");
    expect_refused("<{{ a }}>", 1, "tag name");
    expect_refused("</{{ a }}>", 1, "tag name");
    expect_refused("<h{{ a }}>", 1, "tag name");
    expect_refused("<p {{ a }}>", 1, "attribute name");
    expect_refused("<p data-{{ a }}=\"1\">", 1, "attribute name");
    expect_refused("<!-- {{ a }} -->", 1, "comment");
    expect_refused("<!doctype {{ a }}>", 1, "<!");
}

TEST(TemplateCompiler, refuses_addresses_whose_scheme_a_value_could_finish) {
    expect_refused("<a href=\"java{{ a }}\">", 1, "must reach");
    expect_refused("<a href=\"javascript:{{ a }}\">", 1, "javascript");
    expect_refused("<a href=\"JavaScript:void(0)\">", 1, "javascript");
    expect_refused("<a href=\"data:text/html,{{ a }}\">", 1, "scheme");
    expect_refused("<a href=\"{{ a }}:{{ b }}\">", 1, "any scheme");
}

TEST(TemplateCompiler, refuses_statements_that_do_not_close_or_belong) {
    expect_refused("<p>\n{% if a %}\n<b>x</b>", 2, "no {% end %}");
    expect_refused("<p>{% for x : y %}</p>", 1, "no {% end %}");
    expect_refused("{% block b %}<p></p>", 1, "no {% end %}");
    expect_refused("\n{% end %}", 2, "closes nothing");
    expect_refused("{% else %}", 1, "no {% if %}");
    expect_refused("{% if a %}{% else %}{% else %}{% end %}", 1, "no {% if %}");
    expect_refused("{% if a %}{% empty %}{% end %}", 1, "no {% for %}");
    expect_refused("{% endif %}", 1, "needs something");
    expect_refused("{% loop a %}", 1, "unknown statement");
    expect_refused("{% if %}{% end %}", 1, "needs something");
    expect_refused("<p>{{ a </p>", 1, "not closed");
    expect_refused("<p>{% if a </p>", 1, "not closed");
    expect_refused("<p>{{ }}</p>", 1, "nothing");
    expect_refused("<p></p>{% param int a %}", 1, "at the top");
    expect_refused("<p class=\"{{> f(a) }}\">", 1, "between tags");
    expect_refused("<p>{{> f }}</p>", 1, "a partial is called");
    expect_refused("<p title=\"{% block b %}{% end %}\">", 1, "between tags");
}

TEST(TemplateCompiler, refuses_branches_that_end_in_different_places) {
    expect_refused("{% if a %}<p title=\"x{% else %}<p>{% end %}", 1, "different HTML contexts");
    expect_refused("{% if a %}<p{% end %}>", 1, "different HTML contexts");
    expect_refused("{% for x : y %}<p class=\"{% end %}\">", 1, "different HTML contexts");
    expect_refused("{% if a %}<p title=\"{% else %}<p class=\"{% end %}{{ b }}\">", 1,
                   "different attributes");
    expect_refused("{% if a %}<textarea>{% end %}</textarea>", 1, "different HTML contexts");
    expect_refused("<a href=\"{% for x : y %}{{ x }}?{% end %}\">", 1, "loop inside an address");
    EXPECT_EQ(
        compiled(
            "{% if a %}<a href=\"/x\">{% else %}<span>{% end %}x{% if a %}</a>{% else %}</span>{% end %}")
            .status,
        0);
}

TEST(TemplateCompiler, refuses_a_page_that_ends_inside_something) {
    expect_refused("<p>\n<a href=\"x", 2, "ends inside");
    expect_refused("<script>a", 1, "ends inside");
    expect_refused("<!-- a", 1, "comment is not closed");
    expect_refused("<p>a < b</p>", 1, "&lt;");
    expect_refused("<p\n<b>x</b>", 2, "not closed by '>'");
}

TEST(TemplateCompiler, a_template_is_named_like_a_function) {
    EXPECT_EQ(compiled("<p></p>", "proposal_list.html").status, 0);
    EXPECT_EQ(compiled("<p></p>", "proposal-list.html").status, 1);
    EXPECT_EQ(compiled("<p></p>", "page.md").status, 1);
}

}  // namespace
