/** Is this a path that no CloudTower has: of the page or of the control interface? Every node answers these, always. */
export function isOwn(path: string): boolean {
  return path === "/" || path.startsWith("/page/") || path.startsWith("/control");
}
