"""What is wider than the screen it is shown on."""

STICKS_OUT = """() => [...document.querySelectorAll("body *")]
  .filter(one => !one.closest(".wide, .vh, .skip, .acts i, [hidden]"))
  .filter(one => one.getClientRects().length)
  .filter(one => {
    const box = one.getBoundingClientRect();
    const cut = getComputedStyle(one).overflow === "hidden"
      && one.scrollWidth > one.clientWidth + 1;
    return box.right > innerWidth + 1 || box.left < -1 || cut;
  })
  .map(one => one.outerHTML.slice(0, 200))"""
