/** Every deviation, in the vendor's words, with the octets. */
export const findings = `
<section id="findings"><h2>Findings<span class="count"><%= it.findings.length %></span></h2>
<p class="lead">Every deviation that was seen: what was sent, what is required, what came, and the octets around it. Violations first.</p>
<% if (it.findings.length === 0) { %><div class="card finding pass">No deviation was seen.</div><% } %>
<% for (const [index, entry] of it.findings.entries()) { const { finding } = entry %>
<article class="card finding <%= finding.verdict %>" id="<%= entry.anchor %>">
  <header>
    <span class="badge <%= finding.verdict %>"><%= finding.verdict %></span>
    <h3 class="mono"><%= finding.requirement %></h3>
    <span class="of">clause <%= entry.clause %><% if (entry.level !== undefined) { %> &middot; <%= entry.level %><% } %></span>
    <span class="of">in <a href="#<%= entry.caseAnchor %>" class="mono"><%= entry.caseId %></a> <%= entry.caseTitle %><% if (entry.count > 1) { %>, <%= entry.count %> times; here the first<% } %></span>
  </header>
  <% if (entry.parts === undefined && entry.requirementText !== '') { %><blockquote><%= entry.requirementText %></blockquote><% } %>
  <% if (entry.parts === undefined) { %><p class="message"><%= finding.message %></p><% } else { %>
  <dl><dt>Sent</dt><dd><%= entry.parts.sent %></dd><dt>Required</dt><dd><%= entry.parts.required %></dd><dt>Came</dt><dd class="came"><%= entry.parts.came %></dd></dl><% } %>
  <% if (entry.rows.length === 0) { %>
  <p class="none"><%= entry.noExcerpt %><% if (it.href(finding.evidence) !== '') { %> <a href="<%= it.href(finding.evidence) %>"><%= finding.evidence %></a><% } %></p>
  <% } else { %>
  <details<% if (index < 3) { %> open<% } %>><summary>The octets: <%= finding.evidence %>, rows <%= entry.rows[0].number %> to <%= entry.rows[entry.rows.length - 1].number %></summary>
  <ol class="wire">
  <% for (const row of entry.rows) { %>
    <li<% if (row.focus) { %> class="focus"<% } %>>
      <div class="at"><b><%= it.arrows[row.direction] %></b><span><%= row.kind %></span><span>row <%= row.number %></span><span>connection <%= row.connection %></span><span><%= row.time %></span><span><%= row.size %></span></div>
      <% if (row.note !== '') { %><pre><%= row.note %></pre><% } %>
      <% if (row.text !== '') { %><pre><%= row.text %></pre><% } %>
      <% if (row.dump !== '') { %><pre class="dump"><%= row.dump %></pre><% } %>
    </li>
  <% } %>
  </ol>
  <% if (it.href(finding.evidence) !== '') { %><p class="none">All rows: <a href="<%= it.href(finding.evidence) %>"><%= finding.evidence %></a></p><% } %>
  </details>
  <% } %>
</article>
<% } %>
</section>
`
