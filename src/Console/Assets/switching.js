// A live list switches between table and board by its own connection, so no page is asked for; the address follows. A link that
// is opened elsewhere, or while the connection is lost, leads to a page as ever.
document.addEventListener('click', click => {
  const link = click.target.closest('.views a[href*="live="]');
  if (!link || click.button !== 0 || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey
      || document.querySelector('#components-reconnect-modal[class*=components-reconnect]:not(.components-reconnect-hide)'))
    return;
  click.preventDefault();
  if (link.hasAttribute('aria-current'))
    return;
  history.pushState(null, '', link.href.replace(/&live=\d+/, ''));
  document.querySelector('.skip').href = `${location.href}#main`;
}, true);
