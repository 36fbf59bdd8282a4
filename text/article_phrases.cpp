#include "text/article_phrases.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "text/unicode.h"

namespace ainews::text {
namespace {

/// The whole line, punctuation at its ends aside.
constexpr auto kLines = std::to_array<std::string_view>({"ad",
                                                         "ads",
                                                         "advert",
                                                         "advertisement",
                                                         "advertisements",
                                                         "advertising",
                                                         "anzeige",
                                                         "werbung",
                                                         "publicité",
                                                         "publicidad",
                                                         "publicidade",
                                                         "pubblicità",
                                                         "広告",
                                                         "スポンサーリンク",
                                                         "sponsored",
                                                         "sponsored content",
                                                         "story continues",
                                                         "story continues below",
                                                         "continue reading",
                                                         "read more",
                                                         "more",
                                                         "share",
                                                         "share this",
                                                         "share this article",
                                                         "share this story",
                                                         "tweet",
                                                         "pin it",
                                                         "print",
                                                         "email",
                                                         "comments",
                                                         "comment",
                                                         "leave a comment",
                                                         "no comments",
                                                         "0 comments",
                                                         "tags",
                                                         "caption",
                                                         "close",
                                                         "menu",
                                                         "loading",
                                                         "weiterlesen",
                                                         "mehr lesen",
                                                         "teilen",
                                                         "kommentare",
                                                         "keine kommentare",
                                                         "bisher keine kommentare",
                                                         "einen kommentar schreiben",
                                                         "lire aussi",
                                                         "lire la suite",
                                                         "partager",
                                                         "leer más",
                                                         "compartir",
                                                         "compartilhar",
                                                         "leia mais",
                                                         "leggi anche",
                                                         "condividi",
                                                         "続きを読む",
                                                         "シェアする",
                                                         "シェア",
                                                         "関連記事",
                                                         "コメント",
                                                         "advertisement - continue reading below",
                                                         "back to top",
                                                         "top of page",
                                                         "skip to content",
                                                         "skip to main content",
                                                         "source link",
                                                         "reply",
                                                         "follow",
                                                         "subscribe"});

/// How such a line begins.
constexpr auto kBeginnings = std::to_array<std::string_view>({"follow us",
                                                              "follow @",
                                                              "subscribe to ",
                                                              "subscribe now",
                                                              "subscribe for",
                                                              "sign up for",
                                                              "sign up to ",
                                                              "sign up here",
                                                              "sign up today",
                                                              "click here to",
                                                              "click here for",
                                                              "read more:",
                                                              "read more about",
                                                              "read also",
                                                              "also read",
                                                              "read next",
                                                              "related:",
                                                              "related story",
                                                              "related stories",
                                                              "related article",
                                                              "related coverage",
                                                              "related content",
                                                              "see also:",
                                                              "see also :",
                                                              "more:",
                                                              "more from ",
                                                              "more on this",
                                                              "more stories",
                                                              "recommended:",
                                                              "recommended for you",
                                                              "don't miss:",
                                                              "you may also like",
                                                              "you might also like",
                                                              "watch:",
                                                              "watch more:",
                                                              "watch now:",
                                                              "listen:",
                                                              "get the latest",
                                                              "get our",
                                                              "download our",
                                                              "download the app",
                                                              "join our",
                                                              "like us on",
                                                              "find us on",
                                                              "share this",
                                                              "share on ",
                                                              "tweet this",
                                                              "advertisement",
                                                              "this slideshow requires",
                                                              "please enable javascript",
                                                              "javascript is",
                                                              "enable javascript",
                                                              "your email address",
                                                              "we use cookies",
                                                              "this site uses cookies",
                                                              "this website uses cookies",
                                                              "thank you for subscribing",
                                                              "thanks for signing up",
                                                              "already a subscriber",
                                                              "already subscribed",
                                                              "story continues",
                                                              "article continues",
                                                              "scroll to continue",
                                                              "scroll down",
                                                              "please share",
                                                              "if you liked this",
                                                              "if you enjoyed this",
                                                              "filed under",
                                                              "posted in",
                                                              "tagged",
                                                              "tags:",
                                                              "tagged with",
                                                              "photo:",
                                                              "copyright:",
                                                              "copyright ©",
                                                              "copyright (c)",
                                                              "copyright 19",
                                                              "copyright 20",
                                                              "photo by ",
                                                              "image:",
                                                              "image credit",
                                                              "photo credit",
                                                              "picture:",
                                                              "foto:",
                                                              "fotos:",
                                                              "bild:",
                                                              "bildquelle",
                                                              "mehr zum thema",
                                                              "lesen sie auch",
                                                              "lesen sie mehr",
                                                              "auch interessant",
                                                              "das könnte sie auch",
                                                              "folgen sie uns",
                                                              "jetzt abonnieren",
                                                              "melden sie sich",
                                                              "hier klicken",
                                                              "zum thema:",
                                                              "lire aussi",
                                                              "à lire aussi",
                                                              "abonnez-vous",
                                                              "suivez-nous",
                                                              "inscrivez-vous",
                                                              "lea también",
                                                              "leer también",
                                                              "síguenos",
                                                              "suscríbete",
                                                              "leia também",
                                                              "leia mais",
                                                              "siga-nos",
                                                              "inscreva-se",
                                                              "leggi anche",
                                                              "iscriviti",
                                                              "seguici",
                                                              "あわせて読みたい",
                                                              "合わせて読みたい",
                                                              "関連記事",
                                                              "こちらもおすすめ",
                                                              "フォローする",
                                                              "この記事をシェア",
                                                              "会員登録",
                                                              "メルマガ",
                                                              "写真＝",
                                                              "写真:",
                                                              "写真：",
                                                              "相关阅读",
                                                              "延伸阅读",
                                                              "推荐阅读"});

/// What such a line contains, wherever.
constexpr auto kInside = std::to_array<std::string_view>(
    {"our newsletter",         "newsletter now",      "free newsletter",
     "daily newsletter",       "weekly newsletter",   "sign up for our",
     "sign up to our",         "to our mailing list", "delivered to your inbox",
     "straight to your inbox", "in your inbox",       "download our app",
     "follow us on",           "follow her on",       "follow him on",
     "follow me on",           "follow them on",      "on twitter @",
     "on twitter and",         "like us on facebook", "affiliate commission",
     "affiliate links",        "affiliate link",      "we may earn",
     "may earn a commission",  "requires javascript", "enable javascript",
     "all comments are",       "privacy policy",      "terms of service",
     "terms of use",           "facebook, twitter",   "unseren newsletter",
     "unserem newsletter",     "notre newsletter",    "nuestro boletín",
     "nossa newsletter",       "ニュースレターに登録"});

/// Words that begin many an article's own heading as well ("Related work", "Similar problems
/// elsewhere", "Responses were mixed"): they announce something else alone, before punctuation or a
/// number, or with one of kDoubtfulGoOn.
constexpr auto kDoubtful = std::to_array<std::string_view>(
    {"related", "similar", "latest", "responses", "newsletter", "newsletters", "recommended",
     "recommendations", "comments", "tags", "author", "trending"});
constexpr auto kDoubtfulGoOn = std::to_array<std::string_view>(
    {"article",    "articles",  "post",      "posts",      "story",      "stories",  "news",
     "content",    "reading",   "reads",     "coverage",   "topic",      "topics",   "links",
     "link",       "video",     "videos",    "items",      "headlines",  "updates",  "episodes",
     "pages",      "page",      "searches",  "from",       "for you",    "on",       "in",
     "now",        "today",     "to this",   "to \"",      "are closed", "bio",      "profile",
     "info",       "details",   "archive",   "sign",       "signup",     "sign-up",  "subscription",
     "abonnieren", "anmeldung", "bestellen", "categories", "tags",       "products", "jobs",
     "resources",  "to “"});

constexpr auto kHeadings = std::to_array<std::string_view>({"more from",
                                                            "more on",
                                                            "more stories",
                                                            "more news",
                                                            "more in",
                                                            "more articles",
                                                            "more great",
                                                            "more like this",
                                                            "read more",
                                                            "read next",
                                                            "read also",
                                                            "also read",
                                                            "you may also",
                                                            "you might also",
                                                            "you may like",
                                                            "most read",
                                                            "most popular",
                                                            "popular on",
                                                            "popular posts",
                                                            "popular articles",
                                                            "popular stories",
                                                            "our latest",
                                                            "what to read next",
                                                            "up next",
                                                            "editor's picks",
                                                            "editors' picks",
                                                            "editors picks",
                                                            "top stories",
                                                            "don't miss",
                                                            "see also",
                                                            "leave a comment",
                                                            "leave a reply",
                                                            "leave a response",
                                                            "join the conversation",
                                                            "join the discussion",
                                                            "post a comment",
                                                            "add a comment",
                                                            "tell us what you think",
                                                            "share this",
                                                            "share on",
                                                            "share via",
                                                            "share it",
                                                            "share to",
                                                            "share your",
                                                            "share with your",
                                                            "share with friends",
                                                            "share with others",
                                                            "share article",
                                                            "share post",
                                                            "share story",
                                                            "share page",
                                                            "share link",
                                                            "share the article",
                                                            "share the story",
                                                            "share the post",
                                                            "share the love",
                                                            "about the author",
                                                            "about author",
                                                            "sign up",
                                                            "subscribe",
                                                            "follow us",
                                                            "stay connected",
                                                            "stay up to date",
                                                            "sponsored",
                                                            "advertisement",
                                                            "from our partners",
                                                            "around the web",
                                                            "from the web",
                                                            "promoted",
                                                            "other posts",
                                                            "other articles",
                                                            "recent posts",
                                                            "recent articles",
                                                            "recent stories",
                                                            "recent news",
                                                            "previous post",
                                                            "next post",
                                                            "in other news",
                                                            "mehr zum thema",
                                                            "mehr aus",
                                                            "mehr von",
                                                            "das könnte",
                                                            "auch interessant",
                                                            "weitere artikel",
                                                            "weitere meldungen",
                                                            "meistgelesen",
                                                            "lesen sie auch",
                                                            "ähnliche",
                                                            "verwandte",
                                                            "kommentare",
                                                            "kommentar schreiben",
                                                            "schreibe einen kommentar",
                                                            "schreiben sie einen kommentar",
                                                            "hinterlasse",
                                                            "teilen",
                                                            "diesen artikel",
                                                            "zum thema",
                                                            "über den autor",
                                                            "lire aussi",
                                                            "à lire aussi",
                                                            "articles similaires",
                                                            "sur le même",
                                                            "commentaires",
                                                            "laisser un commentaire",
                                                            "artículos relacionados",
                                                            "te puede interesar",
                                                            "comentarios",
                                                            "deja un comentario",
                                                            "deja una respuesta",
                                                            "leia também",
                                                            "leia mais",
                                                            "veja também",
                                                            "comentários",
                                                            "deixe um comentário",
                                                            "deixe uma resposta",
                                                            "artigos relacionados",
                                                            "leggi anche",
                                                            "articoli correlati",
                                                            "commenti",
                                                            "lascia un commento",
                                                            "関連記事",
                                                            "関連リンク",
                                                            "関連ニュース",
                                                            "おすすめ",
                                                            "オススメ",
                                                            "あわせて読みたい",
                                                            "人気記事",
                                                            "人気の記事",
                                                            "新着記事",
                                                            "最新記事",
                                                            "ランキング",
                                                            "コメント",
                                                            "この記事を書いた",
                                                            "この記事をシェア",
                                                            "シェア",
                                                            "カテゴリ",
                                                            "タグ",
                                                            "著者",
                                                            "ライター",
                                                            "相关阅读",
                                                            "相关文章",
                                                            "推荐阅读",
                                                            "热门",
                                                            "评论",
                                                            "популярны",
                                                            "самые популярные",
                                                            "читайте также",
                                                            "похожие",
                                                            "комментарии",
                                                            "добавить",
                                                            "еще по теме",
                                                            "читать также",
                                                            "смотрите также"});

constexpr std::string_view kNewsletter = "newsletter";  // also begins sentences of an article
constexpr std::size_t kHeadingBytesMax = 80;

bool is_edge(char c) noexcept {
    return static_cast<unsigned char>(c) <= ' ' ||
           std::string_view{":.,;!|-*>\"'()[]"}.find(c) != std::string_view::npos;
}

std::string_view without_edges(std::string_view line) noexcept {
    while (!line.empty() && is_edge(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_edge(line.back())) line.remove_suffix(1);
    return line;
}

/// A beginning that ends in a letter must end a word of the line as well.
bool begins_with(std::string_view line, std::string_view beginning) noexcept {
    if (!line.starts_with(beginning)) return false;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return line.size() == beginning.size() || !letter(beginning.back()) ||
           !letter(line[beginning.size()]);
}

/// What stands behind a doubtful word: nothing, punctuation, a number, or another site's word.
bool goes_on_elsewhere(std::string_view rest) noexcept {
    if (rest.empty() || rest.front() != ' ') return true;
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    const char next = rest.empty() ? '(' : rest.front();
    if ((next >= '0' && next <= '9') ||
        std::string_view{"(|-&/+"}.find(next) != std::string_view::npos)
        return true;
    return std::ranges::any_of(kDoubtfulGoOn,
                               [&](std::string_view one) { return begins_with(rest, one); });
}

bool begins_with_any(std::string_view line, std::span<const std::string_view> beginnings) noexcept {
    return std::ranges::any_of(beginnings,
                               [&](std::string_view one) { return begins_with(line, one); });
}

}  // namespace

bool is_site_talk(std::string_view line) {
    const std::string low = lower(line);
    const std::string_view core = without_edges(low);
    if (std::ranges::find(kLines, core) != kLines.end() || begins_with_any(core, kBeginnings))
        return true;
    if (begins_with(core, kNewsletter) && goes_on_elsewhere(core.substr(kNewsletter.size())))
        return true;
    return std::ranges::any_of(
        kInside, [&](std::string_view one) { return low.find(one) != std::string::npos; });
}

bool announces_other_content(std::string_view heading) {
    if (heading.size() > kHeadingBytesMax) return false;
    const std::string low = lower(heading);
    const std::string_view core = without_edges(low);
    // "Share the old pages, not the new ones" is advice of the article's own.
    return core == "share" || begins_with_any(core, kHeadings) ||
           std::ranges::any_of(kDoubtful, [&](auto word) {
               return begins_with(core, word) && goes_on_elsewhere(core.substr(word.size()));
           });
}

}  // namespace ainews::text
