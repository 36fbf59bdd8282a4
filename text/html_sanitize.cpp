#include "text/html.h"
#include "text/html_blocks.h"
#include "text/html_prescan.h"
#include "text/html_writer.h"

namespace ainews::text {

std::string sanitize_html(std::string_view html, std::string_view base_url) {
    const Prescanned prescanned = prescan_html(html.substr(0, kHtmlBytesMax), InlineSvg::KeepTitle);
    const Dom dom = Dom::parse(prescanned.html);
    HtmlWriter writer{dom, base_url};
    writer.write(dom.body(), {});
    return std::move(writer).take();
}

std::vector<Block> html_blocks(std::string_view html, std::string_view base_url) {
    const Prescanned prescanned = prescan_html(html.substr(0, kHtmlBytesMax));
    const Dom dom = Dom::parse(prescanned.html);
    BlockBuilder builder{dom, base_url};
    builder.add(dom.body(), {});
    return std::move(builder).take();
}

}  // namespace ainews::text
