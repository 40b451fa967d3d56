/// How the page of an audit looks, on screens of either scheme and on paper.
enum AuditPageStyle {
  static let sheet: Markup = """

    :root { color-scheme: light dark; --ink: light-dark(#1a1c20, #e8e8ea); --dim: light-dark(#5b6069, #a4a9b3);
      --line: light-dark(#d5d8de, #3b3f47); --paper: light-dark(#ffffff, #16181c);
      --a: light-dark(#1f6f4a, #5fc795); --b: light-dark(#a3342c, #f0857c);
      --c: light-dark(#5b6069, #a4a9b3); --d: light-dark(#2f5aa8, #8db0f0); }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
      max-width: 48rem; padding: 1.5rem; }
    h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
    h3, h4 { margin-bottom: .3rem; } code { font-size: .85em; overflow-wrap: anywhere; }
    .verdict { font-size: 1.25rem; font-weight: 700; padding: .5rem 1rem; border-left: .4rem solid var(--c); }
    .verdict.holds { border-color: var(--a); } .verdict.fails { border-color: var(--b); border-style: double; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--dim); }
    dd { margin: 0; } table { border-collapse: collapse; width: 100%; }
    td, th { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top;
      overflow-wrap: anywhere; }
    td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .checks td:nth-child(-n + 3) { white-space: nowrap; overflow-wrap: normal; }
    .stop { font-weight: 700; border-left: .4rem double var(--b); padding-left: .6rem; }
    tr.fails td { font-weight: 700; } tr.absent td { color: var(--dim); } .note, .state { color: var(--dim); }
    svg { width: 100%; height: auto; font-size: 14px; fill: var(--ink); } svg.square { max-width: 20rem; }
    .track { fill: none; stroke: var(--line); } .part { fill: var(--c); } .yes, .p0 { fill: var(--a); }
    .no, .p1 { fill: var(--b); } .p3 { fill: var(--d); } .bar { stroke: var(--ink); stroke-width: 3; }
    .axis, .equal { fill: none; stroke: var(--line); } .equal { stroke-dasharray: 4 4; }
    .step { fill: none; stroke: var(--c); stroke-width: 2.5; } .s0 { stroke: var(--a); }
    .s1 { stroke: var(--b); stroke-dasharray: 9 4; } .s2 { stroke-dasharray: 2 4; }
    .s3 { stroke: var(--d); stroke-dasharray: 9 4 2 4; } .end { font-size: 12px; }
    .trust { border: 2px solid var(--ink); padding: 0 1rem 1rem; margin-top: 3rem; } .trust h2 { margin-top: 1rem; }
    @media print { body { max-width: none; padding: 0; font-size: 11pt; } section, svg, tr { break-inside: avoid; }
      h2, h3, h4 { break-after: avoid; } }

    """
}
