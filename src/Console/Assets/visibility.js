// Tells a component whether its page is shown, now and whenever that changes; returns how to end it.
export function follow(component) {
  const tell = () => component.invokeMethodAsync('TellAsync', !document.hidden).catch(() => { });
  document.addEventListener('visibilitychange', tell);
  tell();
  return { end: () => document.removeEventListener('visibilitychange', tell) };
}
