-- a rank is one more than the number of those before it; equal totals share one
with cards as (
    select quarter, basis, town_code as unit_code, 'all' as compare_group, total, rank from {{ ref('scorecard_town') }}
    union all
    select cards.quarter, cards.basis, cards.town_code, towns.compare_group, cards.total, cards.group_rank
    from {{ ref('scorecard_town') }} as cards
    inner join {{ ref('dim_town') }} as towns on cards.town_code = towns.town_code
    union all
    select quarter, basis, dept_code, 'departments', total, rank from {{ ref('scorecard_department') }}
    where rank is not null
)

select
    cards.quarter,
    cards.basis,
    cards.compare_group,
    cards.unit_code,
    cards.rank,
    count(better.unit_code) as before
from cards
left join cards as better
    on
        cards.quarter = better.quarter
        and cards.basis = better.basis
        and cards.compare_group = better.compare_group
        and cards.total < better.total
group by cards.quarter, cards.basis, cards.compare_group, cards.unit_code, cards.rank
having cards.rank <> count(better.unit_code) + 1
