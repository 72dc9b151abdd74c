/** Head of the page: who was tested, the overall statement, the counts. */
export const overview = `
<div class="band"><div class="wide">
  <div class="eyebrow">oneM2M TS-0020 &middot; WebSocket protocol binding</div>
  <h1>Conformance report</h1>
  <p class="sub"><% if (it.product !== '') { %><b><%= it.product %></b> &middot; <% } %><%= it.results.sut.url %> &middot; <%= it.day %></p>
</div></div>
<div class="wide">
<div class="card statement <%= it.standing.replace(' ', '-') %>">
  <h2><%= it.headline %></h2>
  <p><%= it.statement %></p>
  <div class="tags">
    <span class="tag">edition <%= it.results.edition %></span>
    <span class="tag"><%= it.results.cases.length %> of <%= it.results.available %> cases<% if (it.partial) { %>: a selection<% } %></span>
    <span class="tag"><%= it.duration %></span>
    <% if (it.results.sut.embedded) { %><span class="tag">embedded reference CSE</span><% } %>
    <% if (it.deviations.length > 0) { %><span class="tag">configured beyond TS-0020</span><% } %>
  </div>
</div>
<% if (!it.results.complete) { %>
<div class="card alarm" role="alert"><b>Incomplete.</b> This record does not show a whole run; what is missing was not judged.
  <ul><% for (const reason of it.results.incompleteBecause) { %><li><%= reason %></li><% } %></ul>
  <% if (it.results.unfinished.length > 0) { %><p class="why">Did not end: <%= it.results.unfinished.map((entry) => entry.id).join(', ') %></p><% } %>
</div>
<% } %>
<div class="tiles">
  <% for (const verdict of it.order) { %>
  <div class="card tile <%= verdict %><% if (it.results.summary[verdict] === 0) { %> none<% } %>"><b><%= it.results.summary[verdict] %></b><span><%= it.tileNames[verdict] %></span></div>
  <% } %>
</div>
<div class="card shares">
  <p class="what">The <%= it.results.requirements.length %> requirements of the catalogue, each by the worst of its own judgements</p>
  <div class="bar"><% for (const share of it.shares) { if (share.count > 0) { %><i class="<%= share.verdict %>" style="width:<%= share.percent %>%" title="<%= share.count %> <%= share.verdict %>"></i><% } } %></div>
  <div class="legend"><% for (const share of it.shares) { if (share.count > 0) { %><span class="<%= share.verdict %>"><i></i><b><%= share.count %></b> <%= share.verdict %></span><% } } %></div>
</div>
<nav aria-label="Sections">
  <a href="#identification">Identification</a><a href="#offers">What the SUT offers</a><a href="#findings">Findings</a>
  <a href="#clauses">By clause</a><a href="#requirements">Requirements</a><a href="#untested">Not tested</a>
  <a href="#cases">Cases</a><a href="#leftovers">Left on the SUT</a><a href="#about">About</a>
</nav>
`

/** What was tested, with what, and what the SUT offers; the static part of the report. */
export const identification = `
<section id="identification"><h2>Identification</h2>
<div class="grid">
  <div class="card"><h3>System under test</h3><dl>
    <% for (const [name, value] of it.sutFacts) { %><dt><%= name %></dt><dd><%= value %></dd><% } %>
  </dl></div>
  <div class="card"><h3>Test</h3><dl>
    <% for (const [name, value] of it.testFacts) { %><dt><%= name %></dt><dd><%= value %></dd><% } %>
  </dl></div>
  <% if (it.deviations.length > 0) { %>
  <div class="card span"><h3>Configured beyond TS-0020</h3>
    <p class="why">What this system needs that the specification does not know. The verdicts hold under this condition.</p>
    <ul><% for (const deviation of it.deviations) { %><li><%= deviation %></li><% } %></ul>
  </div>
  <% } %>
  <div class="card span"><details><summary>Configuration in force (<%= it.configuration.length %> settings)</summary>
    <dl class="plain" style="margin-top:12px"><% for (const [name, value] of it.configuration) { %><dt><%= name %></dt><dd><%= value %></dd><% } %></dl>
  </details></div>
</div>
</section>
<section id="offers"><h2>What the SUT offers</h2>
<p class="lead">Found out before the cases ran, and what was declared. An option makes cases inapplicable only when it is declared absent, or is absent and not declared.</p>
<div class="grid">
  <div class="card"><h3>Found out</h3>
    <% if (it.facts.length === 0) { %><p class="none">Nothing: the discovery did not take place or did not get that far.</p><% } else { %>
    <dl class="plain"><% for (const fact of it.facts) { %><dt><%= fact.name %></dt><dd><%= fact.value %></dd><% } %></dl><% } %>
  </div>
  <div class="card"><h3>Declared (ICS)</h3>
    <% if (it.declared.length === 0) { %><p class="none">Nothing was declared; everything was taken from discovery.</p><% } else { %>
    <dl class="plain"><% for (const [name, value] of it.declared) { %><dt><%= name %></dt><dd><%= value %></dd><% } %></dl><% } %>
  </div>
</div>
</section>
`

/** The table by clause. */
export const clauses = `
<section id="clauses"><h2>By clause</h2>
<p class="lead">Cases, by the clause they belong to.</p>
<div class="card table"><table>
<thead><tr><th>Clause</th><th></th><th class="number">cases</th><% for (const verdict of it.order) { %><th class="number"><%= verdict %></th><% } %><th></th></tr></thead>
<tbody>
<% for (const entry of it.clauses) { %>
<tr><td class="id"><%= entry.clause %></td><td><%= entry.title %></td><td class="number"><%= entry.cases.length %></td>
<% for (const verdict of it.order) { %><td class="number <%= entry.counts[verdict] === 0 ? 'zero' : verdict + ' hit' %>"><%= entry.counts[verdict] === 0 ? '·' : entry.counts[verdict] %></td><% } %>
<td class="mini"><div class="bar"><% for (const verdict of it.order) { if (entry.counts[verdict] > 0) { %><i class="<%= verdict %>" style="flex:<%= entry.counts[verdict] %>"></i><% } } %></div></td></tr>
<% } %>
</tbody></table></div>
</section>
`
