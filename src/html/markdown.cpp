#include "html/markdown.hpp"

#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

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

}  // namespace

Html markdown(std::string_view text) {
    std::unique_ptr<cmark_node, FreeNode> const document(
        cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
    place_headings(document.get());
    drop_dangerous_addresses(document.get());
    std::unique_ptr<char, FreeText> const rendered(
        cmark_render_html(document.get(), CMARK_OPT_DEFAULT, nullptr));
    return trusted_from_template(rendered.get());
}

}  // namespace html
