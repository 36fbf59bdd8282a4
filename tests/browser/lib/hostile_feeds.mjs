// The hostile outlet's feeds: RSS, Atom and JSON Feed, the shape of each article in every field they have.
import { contentOf, escapeMarkup as x } from './hostile_text.mjs';

const summaryOf = ({ code, shape }) => `${code} published the results of its test. ${shape}`;
const titleOf = ({ code, shape }) => `${code} publishes ${shape}`;
/** The same minute apart, newest first: all within the last hours. */
const dateOf = ({ number }, now) => new Date(now - number * 60_000);

function rssItem(article, base, now) {
  const { shape, path } = article;
  const s = x(shape);
  return `<item><title>${x(titleOf(article))}</title><link>${base}${path}?q=${s}</link>
<guid isPermaLink="false">${s}${article.outlet}</guid><author>${s}</author><dc:creator>${s}</dc:creator>
<category>${s}</category><category domain="${s}">${s}</category><comments>${s}</comments>
<description>${x(x(summaryOf(article)))}${s}</description><content:encoded>${x(contentOf(article))}</content:encoded>
<enclosure url="${s}" type="${s}" length="1"/><media:thumbnail url="${s}"/><media:credit>${s}</media:credit>
<source url="${s}">${s}</source><pubDate>${dateOf(article, now).toUTCString()}</pubDate></item>`;
}

/** Where the address itself is the shape there may be nothing to show; what is shown must be inert. */
export function rss(articles, base, now, withAddresses) {
  const linked = (article) =>
    withAddresses ? rssItem(article, base, now).replace(/<link>.*?<\/link>/s, () => `<link>${x(article.shape)}</link>`) : rssItem(article, base, now);
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>${x(articles[0].shape)}</title><link>${x(articles[1].shape)}</link><description>${x(articles[2].shape)}</description>
${articles.map(linked).join('\n')}</channel></rss>`;
}

export function atom(articles, base, now) {
  const entry = (article) => {
    const s = x(article.shape);
    return `<entry><title type="html">${x(x(titleOf(article)))}</title><id>${s}${article.outlet}</id>
<link rel="alternate" href="${base}${article.path}?q=${s}" title="${s}"/><link rel="enclosure" href="${s}" type="${s}"/><link rel="replies" href="${s}"/>
<author><name>${s}</name><uri>${s}</uri><email>${s}</email></author><category term="${s}" label="${s}" scheme="${s}"/>
<rights>${s}</rights><summary type="html">${x(x(summaryOf(article)))}${s}</summary><content type="html">${x(contentOf(article))}</content>
<published>${dateOf(article, now).toISOString()}</published><updated>${dateOf(article, now).toISOString()}</updated></entry>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">${x(x(articles[8].shape))}</title><id>${x(articles[9].shape)}</id>
<updated>${now.toISOString()}</updated>${articles.map(entry).join('\n')}</feed>`;
}

export function jsonFeed(articles, base, now) {
  const items = articles.map((article) => ({
    id: article.shape + article.outlet,
    url: `${base}${article.path}`,
    external_url: article.shape,
    title: titleOf(article),
    summary: summaryOf(article),
    content_html: contentOf(article),
    image: article.shape,
    banner_image: article.shape,
    language: article.shape,
    authors: [{ name: article.shape, url: article.shape, avatar: article.shape }],
    tags: [article.shape],
    attachments: [{ url: article.shape, mime_type: article.shape, title: article.shape }],
    date_published: dateOf(article, now).toISOString(),
  }));
  return JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: articles[0].shape, items });
}
