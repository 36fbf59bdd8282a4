#include "bench/publish_hugo.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "tests/support/archive.h"

namespace ainews::bench {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

constexpr const char* kConfig = R"(baseURL = "https://news.example.jp/"
languageCode = "ja"
title = "AIニュース"
paginate = 20
rssLimit = 50
disableKinds = ["section"]
[taxonomies]
  tag = "tags"
  company = "companies"
  outlet = "outlets"
[markup.goldmark.renderer]
  unsafe = true
)";

constexpr const char* kBase = R"(<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Params.tldr }}">
<link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="/style.css">
<meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
</head><body><header><a href="/">{{ site.Title }}</a><nav><a href="/tags/">タグ</a><a href="/companies/">企業</a><a href="/outlets/">情報源</a></nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer><a href="/index.xml">RSS</a></footer></body></html>
)";

constexpr const char* kSingle = R"({{ define "main" }}<article>
<p class="meta"><b>{{ index .Params.outlets 0 }}</b><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2006-01-02 15:04" }}</time></p>
<h1>{{ .Title }}</h1><p>{{ .Params.original_title }}</p>
<ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>
<section><h2>TL;DR</h2><p>{{ .Params.tldr }}</p></section>
<section><h2>AIによる評価</h2><dl>{{ range .Params.axes }}<dt>{{ .name }}</dt><dd>{{ .level }} {{ .reason }}</dd>{{ end }}</dl></section>
<section><h2>要点</h2><ol>{{ range .Params.points }}<li><h3>{{ .heading }}</h3><p>{{ .text }}</p></li>{{ end }}</ol></section>
<section><h2>分析</h2><p>{{ .Params.impact }}</p><p>{{ .Params.comment }}</p></section>
<section>{{ .Content }}</section>
</article>{{ end }}
)";

constexpr const char* kTeasers =
    R"(<li><p class="meta"><b>{{ index .Params.outlets 0 }}</b><time>{{ .Date.Format "2006-01-02 15:04" }}</time></p><h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3><p>{{ .Params.tldr }}</p><ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul></li>)";

std::string front_layout() {
    return fmt::format(
        "{{{{ define \"main\" }}}}{{{{ $p := .Paginate (first 200 site.RegularPages) 20 }}}}<ol>"
        "{{{{ range $p.Pages }}}}{}{{{{ end }}}}</ol>{{{{ end }}}}\n",
        kTeasers);
}

std::string term_layout() {
    return fmt::format(
        "{{{{ define \"main\" }}}}<h1>{{{{ .Title }}}}</h1><ol>{{{{ range first 200 .Pages }}}}{}"
        "{{{{ end }}}}</ol>{{{{ end }}}}\n",
        kTeasers);
}

constexpr const char* kTerms =
    R"({{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
)";

/// JSON is YAML, and front matter may be JSON.
std::string article_file(int number) {
    const auto article = testing::archive_article(number);
    nlohmann::json axes = nlohmann::json::array();
    for (const auto& [axis, score] : article.score.axes)
        axes.push_back(
            {{"name", to_string(axis)}, {"level", score.level}, {"reason", score.reason}});
    nlohmann::json points = nlohmann::json::array();
    for (const KeyPoint& point : article.summary.key_points)
        points.push_back({{"heading", point.heading}, {"text", point.text}});
    const nlohmann::json front{{"title", article.summary.title},
                               {"date", to_rfc3339(article.published)},
                               {"original_title", article.title},
                               {"tldr", article.summary.tldr},
                               {"tags", article.summary.tags},
                               {"companies", {article.summary.entities.front().name}},
                               {"outlets", {article.source}},
                               {"axes", axes},
                               {"points", points},
                               {"impact", article.analysis.impact},
                               {"comment", article.analysis.comment}};
    std::string text = dump(front) + "\n\n";
    for (const Block& block : article.translation.blocks) text += block.text + "\n\n";
    text += "<details><summary>原文</summary>\n\n";
    for (const Block& block : article.extraction.blocks) text += block.text + "\n\n";
    return text + "</details>\n";
}

}  // namespace

void write_hugo_site(const fs::path& dir, int items) {
    write(dir / "config.toml", kConfig);
    write(dir / "layouts/_default/baseof.html", kBase);
    write(dir / "layouts/_default/single.html", kSingle);
    write(dir / "layouts/index.html", front_layout());
    write(dir / "layouts/_default/taxonomy.html", term_layout());
    write(dir / "layouts/_default/term.html", term_layout());
    write(dir / "layouts/_default/terms.html", kTerms);
    for (int number = 0; number < items; ++number)
        write(dir / fmt::format("content/articles/{}.md", number), article_file(number));
}

}  // namespace ainews::bench
