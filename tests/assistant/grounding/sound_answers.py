"""Sentences that say no more than the quotation does, in other words: (sentence, quotation)."""

from __future__ import annotations

LIST_FELL = (
    "The NHS waiting list fell only from 7.5 million to 7.4 million between March 2024 and March 2025, "
    "the Institute for Fiscal Studies said."
)
SHARE_ROSE = (
    "Between 2006 and 2021 the share of NHS spending that went to hospitals rose from 47% to 58%, "
    "according to Lord Darzi's 2024 investigation."
)
LONG_WAITS = (
    "By June 2024 more than 300,000 people had waited over a year for elective treatment, fifteen times the "
    "number in March 2010, according to Lord Darzi's investigation of the NHS in England."
)
WAITS_WEEKS = (
    "Median waits for inpatient treatment in England rose only from 9.2 to 9.6 weeks between 2010 and 2019."
)
SATISFACTION = (
    "Satisfaction with the NHS among under-65s fell from 24% in 2023 to 19% in 2024, while for those 65 and "
    "over it rose slightly from 25% to 27%, the British Social Attitudes survey found."
)
GAP = (
    "The Five Year Forward View of 2014 identified a gap of £30 billion a year between NHS resources and "
    "patient needs by 2020/21."
)
STAY = (
    "Average length of hospital stay for the group in Birmingham's Early Intervention approach fell from "
    "12 days to 4, saving 120,000 bed days a year, NHS England's case study for 2020 to 2022 says."
)
HUBS = "Birmingham's plan in April 2025 was for six hubs with between 25 and 30 neighbourhood teams."
VISITS = (
    "The NHS Long Term Plan of 2019 would let patients avoid up to a third of face-to-face outpatient "
    "visits, up to 30 million visits a year, within five years."
)
CANCER = (
    "The 62-day cancer standard, from referral to treatment, has been missed since 2015, and performance in "
    "May 2024 was 65.8%, according to Lord Darzi's 2024 investigation."
)
SURVEY = (
    "The 2022 survey asked 3,362 people, 1,187 of them on individual services, between 7 September and "
    "30 October 2022."
)
WASHWOOD = (
    "A third-party digest gives 31% fewer GP visits, 20% fewer A&E attendances and 21% fewer hospital "
    "admissions."
)
BED_SHARE = "About one in eight general and acute hospital beds in England was affected by delayed discharge."
WIGAN = "Wigan Council saved more than £140 million from 2011, about 40% of its overall budget."

SOUND: tuple[tuple[str, str], ...] = (
    ("The list fell from 7.5m to 7.4m.", LIST_FELL),
    ("The NHS waiting list dropped from 7.5 million to 7.4 million in the year to March 2025.", LIST_FELL),
    ("In March 2025 the waiting list stood at 7.4 million.", LIST_FELL),
    ("By March 2025 it was about 7.4 million.", LIST_FELL),
    ("The waiting list was 7.5 million in March 2024.", LIST_FELL),
    ("The list declined only slightly between March 2024 and March 2025.", LIST_FELL),
    ("The list was 7,500,000 in March 2024.", LIST_FELL),
    ("Hospitals' share of NHS spending grew from 47 per cent in 2006 to 58 per cent in 2021.", SHARE_ROSE),
    ("Hospitals took 58 percent of NHS spending in 2021.", SHARE_ROSE),
    ("The share of spending going to hospitals increased from 47% to 58%.", SHARE_ROSE),
    ("Lord Darzi's 2024 investigation found the hospital share of spending at 58% in 2021.", SHARE_ROSE),
    ("Over 300,000 people had waited more than a year by June 2024.", LONG_WAITS),
    ("More than 300,000 patients had waited more than 12 months by June 2024.", LONG_WAITS),
    ("The number waiting over a year was 15 times that of March 2010.", LONG_WAITS),
    ("At least 300,000 people had been waiting over a year for elective treatment.", LONG_WAITS),
    ("In 2024 more than 300 thousand people had waited over a year.", LONG_WAITS),
    ("The median wait increased from 9.2 weeks to 9.6 weeks.", WAITS_WEEKS),
    ("By 2019 the median inpatient wait was 9.6 weeks.", WAITS_WEEKS),
    ("The median wait was around 9.2 weeks in 2010.", WAITS_WEEKS),
    ("Among under-65s satisfaction fell to 19% in 2024.", SATISFACTION),
    ("Satisfaction rose from 25% to 27% for those 65 and over.", SATISFACTION),
    (
        "For under-65s it fell from 24 per cent to 19 per cent; for those 65 and over it rose to 27%.",
        SATISFACTION,
    ),
    ("In 2023, 24% of under-65s were satisfied with the NHS.", SATISFACTION),
    ("It identified a gap of £30bn a year by 2020-21.", GAP),
    ("An annual gap of £30 billion was identified.", GAP),
    ("A gap of £30,000 million per year was identified in 2014.", GAP),
    ("The 5 Year Forward View put the gap at £30 billion a year.", GAP),
    ("Length of stay fell from 12 days to 4 days.", STAY),
    ("The average stay came to 4 days, against 12 days.", STAY),
    ("It saved 120,000 bed days each year.", STAY),
    ("Some 120,000 bed days a year were saved.", STAY),
    ("The plan was for 6 hubs and 25 to 30 neighbourhood teams.", HUBS),
    ("Six hubs were planned, with 25-30 teams.", HUBS),
    ("In 2025 six hubs were planned.", HUBS),
    ("Between 25 and 30 teams were planned in April 2025.", HUBS),
    ("Up to one third of outpatient visits could be avoided within 5 years.", VISITS),
    ("Patients could avoid up to 30m visits per year.", VISITS),
    ("At most 30 million attendances a year would be avoided.", VISITS),
    ("The sixty-two-day cancer standard was last met before May 2024, when it was 65.8 per cent.", CANCER),
    ("Performance against the 62 day standard was 65.8% in May 2024.", CANCER),
    ("The standard has been missed since 2015.", CANCER),
    ("The survey ran between 7 September 2022 and 30 October 2022.", SURVEY),
    ("It asked 3362 people in September 2022 and October 2022.", SURVEY),
    ("Of 3,362 people, 1,187 were asked on individual services.", SURVEY),
    ("GP visits were 31% fewer and hospital admissions 21% fewer.", WASHWOOD),
    ("There were 20% fewer A&E visits.", WASHWOOD),
    ("It reports a 31% fall in GP visits.", WASHWOOD),
    ("About 1 in 8 beds was affected by delayed discharge.", BED_SHARE),
    ("About 12.5% of beds were affected.", BED_SHARE),
    ("Wigan Council saved over £140m, about 40 per cent of its budget.", WIGAN),
    ("Savings from 2011 came to at least £140 million.", WIGAN),
    ("Roughly 40% of the budget was saved.", WIGAN),
    ("The budget grew to £165bn.", "The budget rose to £165 billion in 2024/25."),
    ("In 2024-25 the budget was £165,000 million.", "The budget rose to £165 billion in 2024/25."),
    ("One in ten beds is affected.", "Delayed discharge affects 10% of beds."),
    ("A quarter of adults are waiting.", "25 per cent of adults are waiting."),
    ("Half of practices opened late.", "50% of practices opened late."),
    ("A quarter of a million lives were saved.", "The plan saved 250,000 lives over the decade."),
    ("Numbers rose fivefold.", "Numbers increased five times over."),
    ("Numbers rose twofold.", "Numbers doubled over the decade."),
    ("Waits had halved.", "Waits had fallen, halving in all."),
    ("It covers 30,000-50,000 people.", "Networks cover 30,000 to 50,000 people each."),
    ("It costs 50p.", "It costs £0.50 for each item."),
    (
        "The first centre opened on 12 September 2024.",
        "On 12th September 2024 the first centre opened its doors.",
    ),
    ("It opened in September 2024.", "On 12 September 2024 the centre opened its doors."),
    ("It opened in 2024.", "On 12 September 2024 the centre opened its doors."),
    ("It ran from 2015 to 2018.", "The programme ran in 2015-2018 across England."),
    ("It ran in 2015-2018.", "The programme ran from 2015 to 2018 across England."),
    ("The rate was −0.5%.", "The rate was minus 0.5 per cent that year."),
    ("The Type 2 diabetes clinic saw 40 people.", "A clinic for type 2 diabetes saw 40 patients each."),
    ("Satisfaction fell by 39 points.", "Satisfaction fell by 39 percentage points from 2019 to 2024."),
    ("The Cm 7432 paper names twenty-two trusts.", "The paper (Cm 7432) names 22 trusts in all."),
)
