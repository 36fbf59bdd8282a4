// A model that has been won over: it answers in the asked form and puts the shape into every field.
import { quotedIn } from './hostile_text.mjs';

const kFiller = '検査の手順と結果を順に説明し、利用者が同じ条件で確かめられるようにしている。';

const tasks = [
  { sign: '要約と索引', answer: summary },
  { sign: '4軸の評価', answer: score },
  { sign: '影響分析', answer: analysis },
  { sign: '全訳', answer: translation },
  { sign: '日報', answer: digest },
  { sign: 'Hacker日報', answer: digest },
  { sign: '週報', answer: digest },
];

/** Blocks of the question: [[p3]] text. */
function blocksOf(material) {
  return [...material.matchAll(/\[\[p(\d+)\]\]\s?([^]*?)(?=\n?\[\[|$)/g)].map(([, n, text]) => ({ n: Number(n), text: text.trimEnd() }));
}

function about(material) {
  const blocks = blocksOf(material);
  const shape = quotedIn(material);
  const code = /\b([A-Z][a-z]+ [A-Z][a-z]+) publish/.exec(material)?.[1] ?? '';
  return { blocks, shape, code, first: blocks[0]?.n ?? 1 };
}

function summary(material) {
  const { shape, code, first } = about(material);
  const point = (heading) => ({ paras: [first], heading, text: `${code}は検査の結果を公開した。報告は${shape}という表記をそのまま引いており、手順も示している。` });
  return JSON.stringify({
    key_points: ['検査結果の公開', '報告にある表記', '確かめ方の説明'].map(point),
    tldr: `${code}が検査の結果を公開し、手順と条件を説明した。報告は${shape}という表記を引いている。`,
    title: `${code}、検査の結果を公開 ${shape}`,
    entities: [
      { surface: code, ja: `${code}${shape}`, kind: 'company', role: 'main' },
      { surface: shape, ja: shape, kind: 'model', role: 'main' },
    ],
    topics: ['評価・ベンチマーク', shape],
    new_topic: shape,
  });
}

function score(material) {
  const { shape, first } = about(material);
  const axis = (level) => ({ paras: [first], reason: `検査の手順と条件を示しているが、${shape}という表記の説明は足りない。`, level });
  return JSON.stringify({ depth: axis('4'), relevance: axis('4'), practicality: axis('3'), novelty: axis('3') });
}

function analysis(material) {
  const { shape, first } = about(material);
  return JSON.stringify({
    facts_used: [first],
    impact: [`報告を読む利用者は、${shape}という表記を手がかりに同じ検査を試せるようになる可能性があります。`],
    comment: `報告が引く${shape}という表記の意味は説明されていないため、次の報告で確かめる必要があります。`,
    watch: [shape],
  });
}

/** A line for a line, with its marks and tabs, about half as many characters as the original has. */
function translated(line) {
  const cells = line.split('\t').map((cell) => {
    if (!/[A-Za-z]/.test(cell.replace(/⟦[^⟧]*⟧/g, ''))) return cell;
    const shape = quotedIn(cell);
    const filler = kFiller.repeat(Math.max(1, Math.round((cell.length - shape.length) / 2 / kFiller.length)));
    const marks = (cell.match(/⟦[^⟧]*⟧/g) ?? []).map((mark) => (/⟦\d/.test(mark) ? `${mark}報告` : mark)).join('');
    return `${filler}${shape && `「${shape}」`}${marks}`;
  });
  return cells.join('\t');
}

function translation(material) {
  const lines = blocksOf(material).map(({ n, text }) => `[[p${n}]] ${text.split('\n').map(translated).join('\n')}`);
  return [...lines, '[[end]]'].join('\n');
}

function digest(material) {
  const entries = [...material.matchAll(/^(S\d+)$/gm)].map(([, name]) => name);
  const titles = [...material.matchAll(/^題: (.*)$/gm)].map(([, title]) => title);
  const shape = (at) => (titles[at] ?? '').split('公開 ')[1] ?? '';
  const section = (at) => ({
    refs: [entries[at]],
    heading: '検査の結果を公開',
    body: `検査の結果と手順が公開された。報告は${shape(at)}という表記をそのまま引いており、意味の説明はまだない。次の報告が待たれる。`,
  });
  return JSON.stringify({
    sections: entries.slice(0, 4).map((_, at) => section(at)),
    lead: { refs: entries.slice(0, 2), text: `検査の結果と手順を公開する動きが続いた。報告は${shape(0)}という表記を引いている。条件をそろえて確かめる取り組みであり、説明はまだ足りない。` },
    headline: `検査の結果と手順を公開する動き ${shape(0)}`,
  });
}

/** About what a tokenizer makes of a text: one count for every prompt would look like a prompt that was cut. */
const tokensIn = (text) => Math.ceil(text.replace(/[^\x00-\x7f]/g, '').length / 4 + text.replace(/[\x00-\x7f]/g, '').length);

const usageOf = (request, content) => {
  const prompt_tokens = tokensIn(request.messages.map((message) => message.content).join('\n'));
  const completion_tokens = tokensIn(content);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
};

const completion = (request, content) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: request.model,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: usageOf(request, content),
});

/** The body of a request to the body of its answer. */
export function answerTo(request) {
  const text = (role) => request.messages.filter((message) => message.role === role).map(({ content }) => content);
  const asked = text('user')[0] ?? '';
  const task = tasks.find(({ sign }) => text('system').join('\n').includes(`作業:${sign}`));
  const open = /資料\[([^\]]+)\]/.exec(asked);
  const material = open ? asked.slice(open.index + open[0].length, asked.lastIndexOf('資料終わり[')) : asked;
  return completion(request, task ? task.answer(material) : '{}');
}
