// Keeps what somebody has typed and not yet sent when Blazor puts another version of the same page in place of the one shown.
(() => {
  const typed = new Map();
  let [page, underway] = [location.pathname, false];

  // What a search asks for stands in the address, and the page that comes says it, unless it was typed while the page was on
  // its way.
  document.addEventListener('input', ({ target }) => {
    if (target.id && target.form && target.matches('input:not([type]), input[type=text], input[type=search], textarea')
        && (underway || target.form.method === 'post'))
      typed.set(target.id, target.value);
  });
  document.addEventListener('submit', ({ target }) => {
    for (const field of target.elements)
      typed.delete(field.id);
  });
  Blazor.addEventListener('enhancednavigationstart', () => { underway = true; });
  Blazor.addEventListener('enhancedload', () => {
    underway = false;
    if (page !== location.pathname)
      typed.clear();
    page = location.pathname;
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field?.form || field.value === value)
        continue;
      field.value = value;
      field.closest('details')?.setAttribute('open', '');
    }
  });
})();
