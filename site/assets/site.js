// Optional: every page works without it. Reads and writes this browser's localStorage only.
(() => {
  'use strict';
  const root = document.documentElement;
  // This file is assets/site.HASH.js, so the site begins one folder above it.
  const home = new URL('../', document.currentScript.src);
  const box = {
    get(key, or) { try { return JSON.parse(localStorage.getItem(key)) ?? or; } catch { return or; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } },
  };
  const theme = box.get('theme', '');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const $ = (query, from = document) => from.querySelector(query);
  const $$ = (query, from = document) => [...from.querySelectorAll(query)];
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const READ_MAX = 2000;

  function themeSwitch() {
    const names = { '': '配色：自動', light: '配色：ライト', dark: '配色：ダーク' };
    const order = Object.keys(names);
    const button = make('button', { type: 'button', className: 'tool' });
    const show = () => { button.textContent = names[root.dataset.theme || '']; };
    button.onclick = () => {
      const next = order[(order.indexOf(root.dataset.theme || '') + 1) % order.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      box.set('theme', next);
      show();
    };
    show();
    const place = $('.foot nav ul');
    if (place) place.append(make('li', {}, button));
  }

  function copyLink() {
    const place = $('.share .copy');
    const link = $('link[rel=canonical]');
    if (!place || !link || !navigator.clipboard) return;
    const button = make('button', { type: 'button', className: 'tool', textContent: 'リンクをコピー' });
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        button.textContent = 'コピーしました';
      } catch { button.textContent = 'コピーできませんでした'; }
    };
    place.append(button);
  }

  // 既読: opened articles, the newest last.
  function remember() {
    const article = $('article.art[data-id]');
    if (!article) return;
    const id = Number(article.dataset.id);
    box.set('read', [...box.get('read', []).filter((x) => x !== id), id].slice(-READ_MAX));
  }
  function markRead() {
    const read = new Set(box.get('read', []));
    for (const li of $$('.river > li')) li.classList.toggle('read', read.has(Number(li.dataset.id)));
  }

  // 前回ここまで: the newest id that the last visit saw, moved on once a visit (a browser tab).
  function limitOfVisit(newest) {
    let limit = box.get('seen', 0);
    try {
      limit = sessionStorage.until ?? limit;
      sessionStorage.until = limit;
    } catch { /* private mode */ }
    box.set('seen', Math.max(limit, newest));
    return Number(limit);
  }
  // Lists go by the time of publication and ids by arrival, so the new may stand between the old.
  function lastVisit() {
    const list = $$('#list .river:not(.picks) > li');
    if (location.pathname !== home.pathname || !list.length) return;
    const ids = list.map((li) => Number(li.dataset.id));
    const limit = limitOfVisit(Math.max(...ids));
    const last = ids.findLastIndex((id) => id > limit);
    if (!limit || last < 0 || last === list.length - 1) return;
    list[last].after(make('li', { className: 'here', textContent: '前回ここまで' }));
  }

  // Mutes: sources and tags the reader does not want to see in lists.
  const mutes = () => box.get('mutes', []);
  const rows = () => $$('#list li[data-id]');
  const keysOf = (li) => ['s:' + li.dataset.s, ...$$('.tags li', li).map((tag) => 't:' + tag.textContent)];
  function muteTools() {
    const place = $('#list .filter');
    if (!place) return;
    const names = new Map();
    for (const li of rows()) {
      names.set('s:' + li.dataset.s, $('.meta b', li).textContent);
      for (const tag of $$('.tags li', li)) names.set('t:' + tag.textContent, '#' + tag.textContent);
    }
    const muted = mutes();
    for (const key of muted) if (!names.has(key)) names.set(key, (key[0] === 't' ? '#' : '') + key.slice(2));
    const tools = make('div', { className: 'tools' });
    for (const [key, name] of [...names].slice(0, 60)) {
      const button = make('button', { type: 'button', className: 'tool', textContent: name });
      button.setAttribute('aria-pressed', String(muted.includes(key)));
      button.onclick = () => {
        const now = mutes();
        box.set('mutes', now.includes(key) ? now.filter((x) => x !== key) : [...now, key]);
        button.setAttribute('aria-pressed', String(!now.includes(key)));
        refresh();
      };
      tools.append(button);
    }
    place.append(make('details', { className: 'mutes' }, make('summary', { textContent: '見たくない情報源とタグ' }), tools));
  }

  // Filters in place: the list of one choice is fetched from its own page, the others hide rows.
  const FACETS = ['kind', 'lang', 'rating'];
  const status = make('p', { role: 'status' });
  let chosen = {};
  let turns = 0;
  const fits = ({ dataset: { r, k, l } }) => Number(r || 0) >= (chosen.rating ?? 0)
    && k === (chosen.kind ?? k) && l === (chosen.lang ?? l);
  function announce(shown, all) {
    const narrowed = Object.keys(chosen).length > 0;
    const nothing = !shown && (turns || all);
    status.className = nothing ? 'note' : 'soft small';
    status.textContent = nothing
      ? narrowed ? 'この条件に合う記事はありません。' : '見たくない情報源とタグの記事だけなので、隠しています。'
      : !turns ? '' : narrowed ? `${all < 200 ? '' : `新しい${all}件のうち`}${shown}件` : '絞り込みを外しました。';
    if (nothing && narrowed) status.append(make('a', { href: home.href, textContent: '絞り込みを外す' }));
  }
  function refresh() {
    const muted = new Set(mutes());
    const all = rows();
    for (const li of all) li.hidden = !fits(li) || keysOf(li).some((key) => muted.has(key));
    for (const river of $$('#list .river')) {
      const count = $$('li[data-id]', river).filter((li) => !li.hidden).length;
      const head = river.previousElementSibling;
      river.hidden = count === 0;
      if (head?.classList.contains('day')) {
        head.hidden = count === 0;
        const small = $('small', head);
        if (small) small.textContent = count + '件';
      }
    }
    announce(all.filter((li) => !li.hidden).length, all.length);
  }
  const labelOf = (facet) => (facet === 'rating' ? '重要度' : '')
    + $(`.filter a[data-f=${facet}][data-v="${chosen[facet]}"]`)?.textContent;
  // What the address bar shows is the page of the choice, so that it can be kept and sent.
  function showPage(other, base) {
    for (const link of $$('#list a[href]', other)) link.href = new URL(link.getAttribute('href'), base).href;
    // Relative to the address that is left.
    for (const link of $$('a[href]:not([href^="#"]), link:not([rel=stylesheet])')) link.href = link.href;
    for (const form of $$('form')) form.action = form.action;
    const names = FACETS.filter((name) => chosen[name]);
    const query = new URLSearchParams(names.slice(1).map((name) => [name, chosen[name]])).toString();
    history.replaceState(null, '', base.href + (query && '?' + query));
    const filter = $('#list > .filter');
    for (const node of $$('#list > *')) if (node !== filter && node !== status) node.remove();
    const parts = $$('#list > *', other);
    const at = parts.findIndex((node) => node.matches('.filter'));
    filter.before(...parts.slice(0, at));
    status.after(...parts.slice(at + 1).filter((node) => !node.matches(names.length > 1 ? '.note, p.small' : '.note')));
    document.title = other.title;
    if (names.length < 2) return;
    const title = names.map(labelOf).join('・');
    $('#list .head p')?.remove();
    $('#list h1').textContent = title;
    document.title = `${title} | ${$('.name').textContent}`;
  }
  async function choose(now) {
    const turn = ++turns;
    const facet = FACETS.find((name) => now[name]);
    const base = new URL(facet ? `${facet}/${now[facet]}/` : './', home);
    const answer = await fetch(base);
    if (!answer.ok) throw new Error(String(answer.status));
    const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (turn !== turns) return;
    chosen = now;
    showPage(other, base);
    for (const link of $$('#list .filter a[data-f]')) {
      if ((chosen[link.dataset.f] ?? '') === link.dataset.v) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    markRead();
    refresh();
  }
  function filters() {
    const filter = $('#list > .filter');
    if (filter) filter.after(status); else $('#list')?.prepend(status);
    if (!filter || !location.protocol.startsWith('http')) return;
    const asked = new URLSearchParams(location.search);
    const kept = {};
    for (const link of $$('a[data-f]', filter)) {
      const { f, v } = link.dataset;
      if (v && link.hasAttribute('aria-current')) chosen[f] = v;
      if (v && asked.get(f) === v) kept[f] = v;
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        const now = { ...chosen, [f]: v };
        if (!v) delete now[f];
        choose(now).catch(() => { location.href = link.href; });
      });
    }
    if (Object.keys(kept).length) choose({ ...chosen, ...kept }).catch(() => { /* the page as it is */ });
  }

  document.addEventListener('DOMContentLoaded', () => {
    themeSwitch();
    copyLink();
    remember();
    markRead();
    lastVisit();
    muteTools();
    filters();
    refresh();
  });
})();
