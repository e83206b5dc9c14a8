/**
 * The page on which a person reads the emails of the lodge. An email is shown in a sandboxed frame: its scripts
 * do not run, and its links open in a tab of their own.
 */
export const inboxPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --line: light-dark(#d9dee4, #333b45); --soft: light-dark(#5b6673, #9aa7b5);
    --page: light-dark(#f5f7f9, #14181d); --card: light-dark(#fff, #1c2229); --accent: light-dark(#0b66c3, #6cb2ff); }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100dvh; display: grid; grid-template: auto 1fr / minmax(16rem, 24rem) 1fr;
    font: 1rem/1.45 system-ui, sans-serif; background: var(--page); }
  header { grid-column: 1 / -1; display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem;
    border-bottom: 1px solid var(--line); background: var(--card); }
  h1 { font-size: 1.1rem; margin: 0; }
  header p { margin: 0; flex: 1; color: var(--soft); }
  button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .4rem;
    padding: .3rem .8rem; cursor: pointer; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  #emails { list-style: none; margin: 0; padding: 0; overflow-y: auto; border-right: 1px solid var(--line); }
  #emails button { display: block; width: 100%; text-align: left; border: 0; border-radius: 0; padding: .7rem 1rem;
    border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  #emails button[aria-current=true] { background: var(--card); box-shadow: inset 3px 0 var(--accent); }
  #emails strong, #emails span { display: block; }
  #emails span, dl { color: var(--soft); font-size: .875rem; }
  main { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--card); }
  #empty { margin: auto; padding: 2rem; text-align: center; color: var(--soft); }
  #mail { display: contents; }
  #mail[hidden], #empty[hidden] { display: none; }
  .head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; padding: 1rem; border-bottom: 1px solid var(--line); }
  .head div { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.15rem; margin: 0 0 .3rem; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .6rem; margin: 0; }
  dd { margin: 0; }
  #switch { align-self: start; }
  iframe { flex: 1; border: 0; width: 100%; min-height: 20rem; background: #fff; color-scheme: light; }
  pre { flex: 1; margin: 0; padding: 1rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
  @media (max-width: 44rem) {
    body { grid-template: auto minmax(8rem, 35dvh) 1fr / 1fr; }
    #emails { border-right: 0; border-bottom: 1px solid var(--line); }
  }
</style>
</head>
<body>
<header><h1>Inbox</h1><p id="status" role="status">Loading…</p><button id="clear" type="button">Clear</button></header>
<ul id="emails" aria-label="Emails"></ul>
<main>
  <p id="empty">No email yet. Emails that the product sends appear here.</p>
  <article id="mail" hidden>
    <div class="head">
      <div><h2 id="subject"></h2><dl><dt>From</dt><dd id="from"></dd><dt>To</dt><dd id="to"></dd></dl></div>
      <button id="switch" type="button"></button>
    </div>
    <iframe id="html" title="The email" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
    <pre id="text" tabindex="0" aria-label="The email as text"></pre>
  </article>
</main>
<script type="module">
  const at = (id) => document.getElementById(id);
  let emails = [];
  let chosen;
  let asText = false;

  async function refresh() {
    try {
      const store = await (await fetch('/store')).json();
      const newest = store.emails.toReversed();
      at('status').textContent = newest.length === 1 ? '1 email' : newest.length + ' emails';
      if (newest.map(id).join() !== emails.map(id).join()) show(newest);
    } catch {
      at('status').textContent = 'SES of the lodge is not responding. Trying again…';
    }
  }

  const id = (mail) => mail.messageId;

  function show(newest) {
    const wasNewest = chosen === undefined || chosen === emails[0]?.messageId;
    emails = newest;
    if (wasNewest || !emails.some((email) => id(email) === chosen)) chosen = emails[0]?.messageId;
    at('emails').replaceChildren(...emails.map(entry));
    open();
  }

  function entry(mail) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.id = id(mail);
    button.append(line('strong', mail.subject), line('span', 'to ' + mail.destination.to.join(', ')),
      line('span', new Date(mail.at * 1000).toLocaleString()));
    button.addEventListener('click', () => { chosen = id(mail); open(); });
    const item = document.createElement('li');
    item.append(button);
    return item;
  }

  function line(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function open() {
    const mail = emails.find((each) => id(each) === chosen);
    for (const button of at('emails').querySelectorAll('button')) button.ariaCurrent = button.dataset.id === chosen;
    at('empty').hidden = mail !== undefined;
    at('mail').hidden = mail === undefined;
    if (mail === undefined) return;
    const { html, text } = mail.body;
    const showsText = html === undefined || (asText && text !== undefined);
    at('subject').textContent = mail.subject;
    at('from').textContent = mail.from;
    at('to').textContent = mail.destination.to.join(', ');
    at('switch').hidden = html === undefined || text === undefined;
    at('switch').textContent = showsText ? 'Show HTML' : 'Show text';
    at('html').hidden = showsText;
    at('text').hidden = !showsText;
    const page = '<base target="_blank">' + (html ?? '');
    if (at('html').srcdoc !== page) at('html').srcdoc = page;
    at('text').textContent = text ?? '';
  }

  at('switch').addEventListener('click', () => { asText = !asText; open(); });
  at('clear').addEventListener('click', async () => { await fetch('/clear-store', { method: 'POST' }); await refresh(); });
  await refresh();
  setInterval(refresh, 1000);
</script>
</body>
</html>
`;
