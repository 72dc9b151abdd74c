/** Verdict of every requirement that was judged. */
export const requirements = `
<section id="requirements"><h2>Requirements<span class="count"><%= it.judgedRows %></span></h2>
<p class="lead">The verdict of a requirement is the worst of the judgements made about it, over all cases. Clauses in which something needs attention are open.</p>
<% for (const group of it.groups) { %>
<details class="card clause"<% if (group.open) { %> open<% } %>>
  <summary><span class="mono"><%= group.clause %></span> <%= group.title %><span class="rest"><% for (const [verdict, count] of it.tally(group.rows)) { %><span class="<%= verdict %>"><b><%= count %></b> <%= verdict %></span><% } %></span></summary>
  <div class="table"><table><tbody>
  <% for (const row of group.rows) { %>
  <tr id="<%= it.anchor('requirement', row.id) %>"><td class="id"><%= row.id %></td>
  <td><%= row.text %> <span class="level"><%= row.level %></span><% if (row.reason !== '') { %><div class="why"><%= row.reason %></div><% } %></td>
  <td class="id loose"><% for (const [index, id] of row.cases.entries()) { if (index > 0) { %>, <% } %><a href="#<%= it.anchor('case', id) %>"><%= id %></a><% } %></td>
  <td><span class="badge <%= row.verdict %>"><%= row.verdict %></span></td></tr>
  <% } %>
  </tbody></table></div>
</details>
<% } %>
</section>
`

/** What was not tested, and why. */
export const untested = `
<section id="untested"><h2>Not tested, and why<span class="count"><%= it.results.requirementSummary.untested %></span></h2>
<p class="lead">Every requirement of the catalogue without a judgement in this run. Nothing of this counts as passed.</p>
<% if (it.untested.length === 0) { %><div class="card finding pass">Every requirement of the catalogue was judged.</div><% } %>
<% for (const group of it.untested) { %>
<details class="card clause">
  <summary><%= group.kind %> <span class="level"><%= group.explanation %></span><span class="rest"><span class="untested"><%= group.rows.length %></span></span></summary>
  <div class="table"><table><tbody>
  <% for (const row of group.rows) { %>
  <tr id="<%= it.anchor('requirement', row.id) %>"><td class="id"><%= row.id %></td>
  <td><%= row.text %> <span class="level"><%= row.level %></span><div class="why"><%= row.reason %></div></td></tr>
  <% } %>
  </tbody></table></div>
</details>
<% } %>
</section>
`

/** All cases, the leftovers, and what this document is. */
export const cases = `
<section id="cases"><h2>Cases<span class="count"><%= it.cases.length %></span></h2>
<p class="lead">Every case that ran to its end.</p>
<% if (it.cases.length > 0) { %>
<div class="filter" role="radiogroup" aria-label="Cases to show">
  <input type="radio" name="show" id="show-all" checked><label for="show-all">all <b><%= it.cases.length %></b></label>
  <% for (const verdict of it.order) { if (it.results.summary[verdict] > 0) { %>
  <input type="radio" name="show" id="show-<%= verdict %>"><label for="show-<%= verdict %>" class="<%= verdict %>"><%= it.tileNames[verdict] %> <b><%= it.results.summary[verdict] %></b></label>
  <% } } %>
</div>
<% } %>
<div class="card table"><table class="cases">
<thead><tr><th>Case</th><th>What is tested</th><th>Clause</th><th>Verdict</th><th class="number">Duration</th><th>Evidence</th></tr></thead>
<tbody>
<% for (const entry of it.cases) { %>
<tr id="<%= it.anchor('case', entry.id) %>" class="<%= entry.verdict %>"><td class="id"><%= entry.id %></td>
<td><%= entry.title %><% if (entry.reason !== '') { %><div class="why"><%= entry.reason %></div><% } %></td>
<td class="id"><%= entry.clause %></td><td><span class="badge <%= entry.verdict %>"><%= entry.verdict %></span></td>
<td class="number"><%= it.span(entry.durationMs) %></td>
<td><% if (it.href(entry.evidence) !== '') { %><a href="<%= it.href(entry.evidence) %>">octets</a><% } %></td></tr>
<% } %>
</tbody></table></div>
<% if (it.notes.length > 0) { %>
<details class="card clause" style="margin-top:14px"><summary>Notes that change no verdict<span class="rest"><%= it.notes.length %></span></summary>
<div class="table"><table><tbody>
<% for (const note of it.notes) { %><tr><td class="id"><%= note.id %></td><td class="id"><%= note.requirement %></td><td><%= note.message %></td></tr><% } %>
</tbody></table></div></details>
<% } %>
</section>
<section id="leftovers"><h2>Left on the SUT<span class="count"><%= it.results.leftovers.length %></span></h2>
<% if (it.results.leftovers.length === 0) { %><p class="lead">Nothing is known to be left: everything that the run created was removed.</p><% } else { %>
<p class="lead">Created by this run and not removed. The command <code>ts0020 sweep</code> tries again.</p>
<div class="card table"><table><thead><tr><th>Resource</th><th>Why it is still there</th></tr></thead><tbody>
<% for (const entry of it.results.leftovers) { %><tr><td class="id loose"><%= entry.resource %></td><td><%= entry.reason %></td></tr><% } %>
</tbody></table></div><% } %>
</section>
<footer id="about">
<p class="disclaimer">This is not an official oneM2M, GCF or TTA test, and no certificate follows from it.</p>
<p>It is the account of a run of <%= it.results.tool.name %> <%= it.results.tool.version %>, rendered from the record <code>run.jsonl</code> and the files in <code>evidence/</code> beside this page; <code>results.json</code> says the same for machines. It speaks of the version, configuration and moment named above and of what can be seen from outside.</p>
<p><b>fail</b>: a shall is violated. <b>warn</b>: a should is not followed, or a deviation that can be tolerated. <b>inconclusive</b>: the precondition could not be reached. <b>inapplicable</b>: the SUT does not offer the option. <b>error</b>: the tester is at fault. <b>untested</b>: nothing was judged, for the reason given. Silence is never a pass.</p>
<div class="sign"><div>Test laboratory</div><div>Operator, date</div><div>Signature</div></div>
</footer>
</div>
`
