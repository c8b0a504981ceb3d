"""A made-up publication in the markup that GOV.UK gives its HTML attachments."""

from __future__ import annotations

GOVUK_PAGE = """<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<title>Care closer to home: a plan - GOV.UK</title>
<meta property="og:site_name" content="GOV.UK">
<meta property="og:title" content="Care closer to home: a plan">
<meta name="govuk:first-published-at" content="2024-09-12T09:30:00.000+01:00">
<meta name="govuk:public-updated-at" content="2025-01-03T00:00:00+00:00">
<style>.govuk-body{color:#0b0c0c} @media print{.noprint{display:none}}</style>
<script>var words = "never text";</script>
</head>
<body class="govuk-template__body">
<a href="#main" class="govuk-skip-link">Skip to main content</a>
<div class="gem-c-cookie-banner" id="global-cookie-message"><h2>Cookies on GOV.UK</h2>
<p>We use some essential cookies to make this website work.</p><button>Accept</button></div>
<header class="gem-c-layout-super-navigation-header" role="banner">
<a href="/">GOV.UK</a> <nav>Menu</nav></header>
<div class="govuk-width-container">
<main id="content" role="main" class="govuk-main-wrapper">
<div class="gem-c-organisation-logo"><span>Department of Health</span></div>
<h1 class="gem-c-heading">Care closer to home: a plan</h1>
<p class="publication-header__last-changed">Published 12 September 2024</p>
<nav class="gem-c-contents-list" role="navigation" aria-label="Contents"><h2>Contents</h2>
<ol><li><a href="#findings">Findings</a></li><li><a href="#costs">Costs</a></li></ol></nav>
<div class="govspeak">
<h2 id="findings">1. Findings</h2>
<p>1.1 Waits fell in 3 of 5 places.<sup id="fnref:1" role="doc-noteref"><a href="#fn:1" class="govuk-link"
 rel="footnote">[footnote 1]</a></sup> Staff said they were <strong>well&nbsp;sup&shy;ported</strong>.</p>
<p>1.2 The ﬁrst visits cost £4.5 million (10<sup>6</sup> pounds) over 20 km<sup>2</sup>.</p>
<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>
<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>
Figures are provisional.</strong></div>
<ul class="govuk-list govuk-list--bullet"><li>clinics in <em>every</em> town
<ul><li>open at weekends</li></ul></li><li>more nurses</li></ul>
<ol><li>Plan</li><li>Build</li></ol>
<h3 id="costs">Costs</h3>
<table><caption>Table 1: Spending by year (£ million)</caption>
<thead><tr><th scope="col">Place</th><th scope="col" colspan="2">Spending</th></tr>
<tr><td></td><th scope="col">2022</th><th scope="col">2023</th></tr></thead>
<tbody><tr><th scope="row">Leeds</th><td>1.5</td><td>2.5</td></tr>
<tr><th scope="row">Hull</th><td colspan="2">not known</td></tr></tbody></table>
<figure><img src="x.png" alt="A chart"><figcaption>Figure 1: waits by month</figcaption></figure>
<blockquote><p>We were listened to.</p></blockquote>
<aside><h4>Case study</h4><p>In Leeds, one team did it all.</p></aside>
<p>After the box.</p>
<p>A line<br>and its end.</p>
<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1" role="doc-endnote">
<p>Survey of 40 staff, 2023. <a href="#fnref:1" class="govuk-link" role="doc-backlink">↩</a></p></li></ol>
</div>
</div>
<div class="gem-c-related-navigation"><h2>Related content</h2>
<ul><li><a href="/a">Another plan</a></li></ul></div>
<div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes</button></div>
</main></div>
<footer class="govuk-footer" role="contentinfo"><p>© Crown copyright</p></footer>
<noscript>Turn on scripts.</noscript><template><p>A template.</p></template>
<svg><text>Drawn</text></svg><iframe>Framed</iframe>
</body></html>"""
