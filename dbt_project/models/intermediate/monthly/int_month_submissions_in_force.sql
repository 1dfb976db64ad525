with months as (
    select * from {{ ref('int_months_closed') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome in ('accepted', 'withdrawn') and form in ('monthly_report', 'annual_plan')
),

known as (
    select
        months.month,
        months.basis,
        submissions.form,
        submissions.unit_code as town_code,
        submissions.period,
        submissions.submission_id,
        submissions.file_name,
        submissions.sha256,
        submissions.received_at
    from months
    inner join submissions
        on
            months.as_of_at >= submissions.received_at
            -- what was withdrawn later counted until then
            and (submissions.withdrawn_at is null or months.as_of_at < submissions.withdrawn_at)
            and case submissions.form
                when 'monthly_report' then months.month >= submissions.period
                else submissions.period = cast(months.year as string)
            end
),

final as (
    {{ last_within(
        'known',
        within='month, basis, form, town_code, period',
        order_by='received_at desc, file_name desc, sha256 desc'
    ) }}
)

select
    month,
    basis,
    form,
    town_code,
    period,
    submission_id,
    file_name
from final
