#include "documents/pdf_finish.hpp"

#include <fmt/format.h>

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "base/check.hpp"

namespace documents {
namespace {

constexpr int structure_depth_max = 32;

std::string xml_text(std::string_view text) {
    std::string escaped;
    for (char const c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else
            escaped.push_back(c);
    }
    return escaped;
}

std::string xmp_of(Stamp const& stamp) {
    return fmt::format(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n"
        "<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>\n"
        "<xmp:CreateDate>{}</xmp:CreateDate>\n<pdfuaid:part>1</pdfuaid:part>\n"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        xml_text(stamp.title), base::iso8601(stamp.at));
}

/// Header cells head their column, or their row when they begin one after the first.
void put_scopes(QPDFObjectHandle element, int depth) {
    base::check(depth < structure_depth_max, "the structure of a document is shallow");
    if (!element.isDictionary()) return;
    QPDFObjectHandle kids = element.getKey("/K");
    std::vector<QPDFObjectHandle> all;
    if (kids.isArray())
        all = kids.getArrayAsVector();
    else if (kids.isDictionary())
        all.push_back(kids);
    bool const is_row = element.getKey("/S").isNameAndEquals("/TR");
    int headers = 0;
    for (QPDFObjectHandle& kid : all)
        if (kid.isDictionary() && kid.getKey("/S").isNameAndEquals("/TH")) ++headers;
    bool const heads_a_row = is_row && headers == 1 && all.size() > 1;
    for (QPDFObjectHandle& kid : all) {
        if (!kid.isDictionary()) continue;
        if (kid.getKey("/S").isNameAndEquals("/TH"))
            kid.replaceKey("/A", QPDFObjectHandle::parse(heads_a_row ? "<< /O /Table /Scope /Row >>"
                                                                     : "<< /O /Table /Scope /Column >>"));
        put_scopes(kid, depth + 1);
    }
}

}  // namespace

std::string with_description(std::string const& drawn, Stamp const& stamp) {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("document", drawn.data(), drawn.size());
    QPDFObjectHandle root = pdf.getRoot();
    root.replaceKey("/Lang", QPDFObjectHandle::newString("fr-FR"));
    root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
    QPDFObjectHandle metadata = QPDFObjectHandle::newStream(&pdf, xmp_of(stamp));
    metadata.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
    metadata.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
    root.replaceKey("/Metadata", metadata);
    put_scopes(root.getKey("/StructTreeRoot"), 0);

    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setObjectStreamMode(qpdf_o_generate);
    writer.write();
    auto const buffer = writer.getBufferSharedPointer();
    return std::string(reinterpret_cast<char const*>(buffer->getBuffer()), buffer->getSize());
}

}  // namespace documents
