using System.Collections.Immutable;
using System.Globalization;
using Hub.Platform.Calendars;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>freeze</c>, a list of <c>{ daily: "22:00-05:00" }</c>, <c>{ cron: "0 0 18 L * ?", for: 36h }</c> or
/// <c>{ from: 2026-12-20, to: 2027-01-06 }</c>, each with its <c>zone</c>, and perhaps <c>name</c> and <c>reason</c>.
/// </summary>
internal static class FreezeSection
{
    private static readonly PlanShape Shape = new("freeze")
    {
        { "name", PlanValue.Text, "What people call it." },
        { "reason", PlanValue.Text, "Why nothing is shifted then." },
        { "zone", PlanValue.Text, "Whose clock it goes by: Europe/Berlin." },
        { "daily", PlanValue.Text, "Two times of day: \"22:00-05:00\"." },
        { "cron", PlanValue.Text, "When it begins, seconds first: \"0 0 18 L * ?\"." },
        { "for", PlanValue.Duration, "With 'cron': how long it lasts each time." },
        { "from", PlanValue.Text, "Its first day or its beginning: 2026-12-20." },
        { "to", PlanValue.Text, "Its last day or its end: 2027-01-06." },
    };

    /// <summary>What <c>freeze</c> is: a list.</summary>
    public static readonly PlanValue Shapes = PlanValue.ListOf(Shape);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    // A day's end and any zone's offset stay within the calendar.
    private static readonly DateTime First = new(1, 1, 3), Last = new(9999, 12, 29);

    public static ImmutableArray<FreezePlan> Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return [];
        if (node.Kind != PlanNodeKind.List)
            errors.Add(node, "'freeze' is a list, as in [{ name: night batch, daily: \"22:00-05:00\", zone: Europe/Berlin }]");
        return [.. node.Items.Select(n => ReadOne(n, errors)).OfType<FreezePlan>()];
    }

    private static FreezePlan? ReadOne(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var (daily, cron, dated) = (node["daily"], node["cron"], node["from"] ?? node["to"]);
        if (new[] { daily, cron, dated }.Count(n => n is not null) != 1)
        {
            errors.Add(node, "a freeze has one of 'daily' (HH:mm-HH:mm), 'cron' with 'for', or 'from' with 'to'");
            return null;
        }

        if (cron is null && node["for"] is { } unused)
            errors.Add(unused, "'for' belongs to 'cron': how long the freeze lasts each time");
        var byClock = dated is null || new[] { "from", "to" }.Any(f => fields.Optional(f) is { } text && !HasOffset(text));
        var zone = ReadZone(fields, needed: byClock, errors);
        var name = fields.Optional("name") ?? fields.Optional("reason") ?? "freeze";
        return daily is not null ? ReadDaily(fields, name, zone, errors)
            : cron is not null ? ReadCron(fields, name, zone, errors)
            : ReadDated(fields, name, zone, errors);
    }

    private static TimeZoneInfo? ReadZone(PlanFields fields, bool needed, PlanErrors errors)
    {
        if (fields.Optional("zone") is not { } id)
        {
            if (needed)
                errors.Add(fields.Node, "'zone' is missing: whose clock it goes by, as in Europe/Berlin or UTC");
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        errors.Add(
            fields.Node["zone"]!, $"'{id}' is no time zone that this machine knows; write one such as Europe/Berlin or UTC");
        return null;
    }

    private static DailyFreeze? ReadDaily(PlanFields fields, string name, TimeZoneInfo? zone, PlanErrors errors)
    {
        var times = (fields.Optional("daily") ?? "").Split('-');
        if (times.Length == 2 && ReadTime(times[0]) is { } start && ReadTime(times[1]) is { } end && start != end)
            return zone is null ? null : new DailyFreeze(name, fields.Optional("reason"), fields.Node.At, start, end, zone);
        errors.Add(fields.Node["daily"]!, "'daily' is two times of day that differ, as in \"22:00-05:00\"");
        return null;

        static TimeOnly? ReadTime(string text) =>
            TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time
                : null;
    }

    private static CronFreeze? ReadCron(PlanFields fields, string name, TimeZoneInfo? zone, PlanErrors errors)
    {
        var lasting = PlanDuration.Parse(fields.Optional("for"));
        if (lasting is null || lasting > Longest)
            errors.Add(
                fields.Node["for"] ?? fields.Node,
                "'for' says how long the freeze lasts each time, a duration such as 36h and at most 366d");
        if (CronTimes.Parse(fields.Optional("cron") ?? "", zone ?? TimeZoneInfo.Utc, out var fault) is not { } times)
        {
            errors.Add(fields.Node["cron"]!, $"'cron' is no cron expression with seconds first, as in \"0 0 18 L * ?\": {fault}");
            return null;
        }

        if (times.NextAfter(DateTimeOffset.UnixEpoch) is null)
            errors.Note(
                fields.Node["cron"]!.At,
                "'cron' names a time that never comes, so nothing is frozen; see its day and month, as in \"0 0 18 L * ?\"");
        return zone is null || lasting is null
            ? null
            : new CronFreeze(name, fields.Optional("reason"), fields.Node.At, times, lasting.Value);
    }

    private static DatedFreeze? ReadDated(PlanFields fields, string name, TimeZoneInfo? zone, PlanErrors errors)
    {
        var (from, to) = (ReadEnd("from", end: false), ReadEnd("to", end: true));
        if (from is null || to is null)
            return null;
        if (from < to)
            return new DatedFreeze(name, fields.Optional("reason"), fields.Node.At, from.Value, to.Value);
        errors.Add(fields.Node["to"]!, "'to' is after 'from'");
        return null;

        DateTimeOffset? ReadEnd(string field, bool end)
        {
            var text = fields.Required(field);
            if (text.Length == 0)
                return null;
            if (HasOffset(text) && DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                return time.UtcDateTime < First || time.UtcDateTime > Last ? Refuse(field) : time;
            var isDay = DateOnly.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            // The last day belongs to the freeze.
            var reading = day.AddDays(end && day < DateOnly.MaxValue ? 1 : 0).ToDateTime(TimeOnly.MinValue);
            if (!isDay && !DateTime.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out reading))
                errors.Add(
                    fields.Node[field]!,
                    $"'{field}' is a day (2026-12-20) or a time (2026-12-20T18:00:00, perhaps with an offset +01:00)");
            else if (reading < First || reading > Last)
                return Refuse(field);
            else if (zone is not null)
                return end ? zone.Last(reading) : zone.First(reading);
            return null;
        }

        DateTimeOffset? Refuse(string field)
        {
            errors.Add(fields.Node[field]!, $"'{field}' is a day from 0001-01-03 to 9999-12-28, as in 2026-12-20");
            return null;
        }
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;
}
