#include "html/markdown.hpp"

#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace html {
namespace {

constexpr int heading_level_first = 2;
constexpr int heading_level_max = 6;

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeText {
    void operator()(char* text) const { std::free(text); }
};

/// Calls `each` for every node as it is entered.
template<class Each>
void for_each_node(cmark_node* document, Each each) {
    std::unique_ptr<cmark_iter, FreeIterator> const iterator(cmark_iter_new(document));
    while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE)
        if (cmark_iter_get_event_type(iterator.get()) == CMARK_EVENT_ENTER)
            each(cmark_iter_get_node(iterator.get()));
}

/// The highest heading of the text becomes h2, under the page's h1; the others follow.
void place_headings(cmark_node* document) {
    int highest = heading_level_max;
    for_each_node(document, [&](cmark_node* node) {
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            highest = std::min(highest, cmark_node_get_heading_level(node));
    });
    for_each_node(document, [&](cmark_node* node) {
        if (cmark_node_get_type(node) != CMARK_NODE_HEADING) return;
        int const level = cmark_node_get_heading_level(node) - highest + heading_level_first;
        cmark_node_set_heading_level(node, std::min(heading_level_max, level));
    });
}

void drop_dangerous_addresses(cmark_node* document) {
    for_each_node(document, [](cmark_node* node) {
        // An image would be a request to another site.
        bool const is_image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
        bool const is_link = cmark_node_get_type(node) == CMARK_NODE_LINK;
        if (is_image || (is_link && !is_allowed_address(cmark_node_get_url(node))))
            cmark_node_set_url(node, "");
    });
}

using Document = std::unique_ptr<cmark_node, FreeNode>;

Document safe_document(std::string_view text) {
    Document document(cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
    place_headings(document.get());
    drop_dangerous_addresses(document.get());
    return document;
}

std::string rendered_html(cmark_node* document) {
    std::unique_ptr<char, FreeText> const rendered(cmark_render_html(document, CMARK_OPT_DEFAULT, nullptr));
    return rendered.get();
}

void complete_addresses(cmark_node* document, std::string_view origin) {
    for_each_node(document, [&](cmark_node* node) {
        if (cmark_node_get_type(node) != CMARK_NODE_LINK) return;
        std::string_view const address = cmark_node_get_url(node);
        if (address.starts_with('/') && !address.starts_with("//"))
            cmark_node_set_url(node, (std::string(origin) + std::string(address)).c_str());
    });
}

/// "words (https://…)"; an address that is its own words stays alone.
void spell_addresses(cmark_node* document) {
    std::vector<cmark_node*> links;
    for_each_node(document, [&](cmark_node* node) {
        if (cmark_node_get_type(node) == CMARK_NODE_LINK) links.push_back(node);
    });
    for (cmark_node* const link : links) {
        std::string const address = cmark_node_get_url(link);
        cmark_node* const only = cmark_node_first_child(link);
        bool const is_own_words = only != nullptr && only == cmark_node_last_child(link) &&
                                  cmark_node_get_type(only) == CMARK_NODE_TEXT &&
                                  cmark_node_get_literal(only) == address;
        if (address.empty() || is_own_words) continue;
        cmark_node* const spelled = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(spelled, (" (" + address + ")").c_str());
        cmark_node_insert_after(link, spelled);
    }
}

}  // namespace

MailText markdown_for_mail(std::string_view text, std::string_view origin) {
    Document const document = safe_document(text);
    complete_addresses(document.get(), origin);
    MailText mail{trusted_from_template(rendered_html(document.get())), {}};
    spell_addresses(document.get());
    std::unique_ptr<char, FreeText> const plain(cmark_render_plaintext(document.get(), CMARK_OPT_DEFAULT, 0));
    mail.plain = plain.get();
    while (mail.plain.ends_with('\n')) mail.plain.pop_back();
    return mail;
}

Html markdown(std::string_view text) {
    return trusted_from_template(rendered_html(safe_document(text).get()));
}

}  // namespace html
