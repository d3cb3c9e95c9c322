"""How the report looks: one style sheet, inside the page."""

STYLE = """
:root { --ink: #1d2733; --quiet: #52616f; --line: #d9e0e6; --wash: #f4f7f9; --blue: #1f5f8b; --amber: #fdf3e3; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 36px 28px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 21px; margin: 46px 0 8px; padding-top: 18px; border-top: 1px solid var(--line); }
p { margin: 6px 0 12px; max-width: 74ch; }
.lead { color: var(--quiet); margin-bottom: 20px; }
.warning { background: var(--amber); border-left: 5px solid #b8650b; padding: 12px 18px; margin: 18px 0 26px; }
.warning p { margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 14px; margin: 0; padding: 0; }
.tile { background: var(--wash); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile dt { font-size: 14px; color: var(--quiet); }
.tile dd { margin: 2px 0 0; font-size: 27px; font-weight: 650; letter-spacing: -0.01em; }
.tile dd small { display: block; font-size: 13.5px; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
figure { margin: 10px 0 0; }
figure img { display: block; width: 100%; height: auto; }
figcaption { color: var(--quiet); font-size: 14.5px; max-width: 84ch; margin-top: 4px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; margin: 10px 0; }
caption { text-align: left; color: var(--quiet); padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); font-weight: 650; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.worse { color: #8c2a1e; font-weight: 650; } .better { color: #176b5d; font-weight: 650; }
details summary { cursor: pointer; color: var(--blue); font-weight: 600; margin: 8px 0; }
code { font: 0.92em ui-monospace, Consolas, monospace; background: var(--wash); padding: 1px 5px; border-radius: 4px; }
@media print { main { max-width: none; padding: 0; } h2, figure, .tile { break-inside: avoid; } }
"""
