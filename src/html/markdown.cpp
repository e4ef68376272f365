#include "html/markdown.hpp"

#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace html {
namespace {

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

void lower_headings(cmark_node* document) {
    std::unique_ptr<cmark_iter, FreeIterator> const iterator(cmark_iter_new(document));
    while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE) {
        cmark_node* const node = cmark_iter_get_node(iterator.get());
        if (cmark_iter_get_event_type(iterator.get()) != CMARK_EVENT_ENTER) continue;
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            cmark_node_set_heading_level(node,
                                         std::min(heading_level_max, cmark_node_get_heading_level(node) + 1));
        // An image would be a request to another site.
        if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) cmark_node_set_url(node, "");
        if (cmark_node_get_type(node) == CMARK_NODE_LINK && !is_allowed_address(cmark_node_get_url(node)))
            cmark_node_set_url(node, "");
    }
}

}  // namespace

Html markdown(std::string_view text) {
    std::unique_ptr<cmark_node, FreeNode> const document(
        cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
    lower_headings(document.get());
    std::unique_ptr<char, FreeText> const rendered(
        cmark_render_html(document.get(), CMARK_OPT_DEFAULT, nullptr));
    return trusted_from_template(rendered.get());
}

}  // namespace html
