// Optional: every page works without it. Reads and writes this browser's localStorage only.
(() => {
  'use strict';
  const root = document.documentElement;
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
    const names = { '': '配色：自動', light: '配色：明', dark: '配色：暗' };
    const order = ['', 'light', 'dark'];
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
  function lastVisit() {
    const list = $$('#list .river > li');
    if ($('link[rel=canonical]')?.href !== new URL('./', $('.name').href).href || !list.length) return;
    let limit = 0;
    try { limit = Number(sessionStorage.getItem('until') ?? NaN); } catch { /* private mode */ }
    if (Number.isNaN(limit) || limit === null) limit = 0;
    if (!limit) {
      limit = box.get('seen', 0);
      try { sessionStorage.setItem('until', limit); } catch { /* private mode */ }
      box.set('seen', Math.max(...list.map((li) => Number(li.dataset.id))));
    }
    if (!limit || Number(list[0].dataset.id) <= limit) return;
    const first = list.find((li) => Number(li.dataset.id) <= limit);
    if (first) first.before(make('li', { className: 'here', textContent: '前回ここまで' }));
  }

  // Mutes: sources and tags the reader does not want to see in lists.
  const mutes = () => box.get('mutes', []);
  const keysOf = (li) => ['s:' + li.dataset.s, ...$$('.tags li', li).map((tag) => 't:' + tag.textContent)];
  function applyMutes() {
    const muted = new Set(mutes());
    for (const li of $$('.river > li[data-id]')) li.dataset.muted = keysOf(li).some((key) => muted.has(key)) ? '1' : '';
  }
  function muteTools() {
    const place = $('#list .filter');
    if (!place) return;
    $('.mutes', place)?.remove();
    const names = new Map();
    for (const li of $$('#list .river > li[data-id]')) {
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
  const chosen = {};
  const fits = (li) => (!chosen.rating || Number(li.dataset.r || 0) >= Number(chosen.rating))
    && (!chosen.kind || li.dataset.k === chosen.kind) && (!chosen.lang || li.dataset.l === chosen.lang);
  function refresh() {
    applyMutes();
    for (const li of $$('#list .river > li[data-id]')) li.hidden = !!li.dataset.muted || !fits(li);
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
  }
  const depth = new URL($('link[rel=manifest]')?.href ?? location.href);
  const page = (path) => new URL(path, depth);
  async function choose(facet, value) {
    if (value) chosen[facet] = value; else delete chosen[facet];
    const base = chosen.kind ? `kind/${chosen.kind}/` : chosen.lang ? `lang/${chosen.lang}/`
      : chosen.rating ? `rating/${chosen.rating}/` : './';
    const answer = await fetch(page(base));
    if (!answer.ok) throw new Error(String(answer.status));
    const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const prefix = page('./').href;
    for (const link of $$('#list .river a[href]', other)) {
      const address = new URL(link.getAttribute('href'), page(base));
      if (address.href.startsWith(prefix)) link.href = address.href;
    }
    const list = $('#list');
    for (const node of $$(':scope > .day, :scope > .river, :scope > .pager, :scope > .note', list)) node.remove();
    const anchor = $(':scope > .filter', list);
    anchor.after(...$$('#list > .day, #list > .river, #list > .note', other).map((node) => document.importNode(node, true)));
    for (const link of $$('.filter a[data-f]')) {
      const on = (chosen[link.dataset.f] ?? '') === link.dataset.v;
      if (on) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    }
    markRead();
    refresh();
  }
  function filters() {
    const links = $$('#list .filter a[data-f]');
    if (!links.length || !location.protocol.startsWith('http')) return;
    for (const link of links) if (link.hasAttribute('aria-current') && link.dataset.v) chosen[link.dataset.f] = link.dataset.v;
    for (const link of links) {
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        choose(link.dataset.f, link.dataset.v).catch(() => { location.href = link.href; });
      });
    }
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
