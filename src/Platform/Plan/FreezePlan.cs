using Hub.Platform.Calendars;

namespace Hub.Platform.Plan;

/// <summary>When routes are not shifted forward. The way back is open all the same.</summary>
/// <param name="Name">What it is called: <c>month-end</c>.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="At">Where it stands.</param>
public abstract record FreezePlan(string Name, string? Reason, PlanLocation At)
{
    /// <summary>Until when it lasts, where it holds at a time; else null.</summary>
    public abstract DateTimeOffset? EndOf(DateTimeOffset now);
}

/// <summary>From one time to another.</summary>
internal sealed record DatedFreeze(string Name, string? Reason, PlanLocation At, DateTimeOffset From, DateTimeOffset To)
    : FreezePlan(Name, Reason, At)
{
    public override DateTimeOffset? EndOf(DateTimeOffset now) => now >= From && now < To ? To : null;
}

/// <summary>Every day, by the clock of a zone; an end that is not after the start is the next day's.</summary>
internal sealed record DailyFreeze(string Name, string? Reason, PlanLocation At, TimeOnly Start, TimeOnly End, TimeZoneInfo Zone)
    : FreezePlan(Name, Reason, At)
{
    public override DateTimeOffset? EndOf(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        foreach (var day in new[] { today.AddDays(-1), today })
        {
            var end = Zone.Last((End > Start ? day : day.AddDays(1)).ToDateTime(End));
            if (now >= Zone.First(day.ToDateTime(Start)) && now < end)
                return end;
        }

        return null;
    }
}

/// <summary>For a while after each time that a cron expression names.</summary>
internal sealed record CronFreeze(string Name, string? Reason, PlanLocation At, CronTimes Times, TimeSpan For)
    : FreezePlan(Name, Reason, At)
{
    // One that names every second would never be followed to its end.
    private const int MostJoined = 1000;

    public override DateTimeOffset? EndOf(DateTimeOffset now)
    {
        if (Times.NextAfter(now - For) is not { } start || start > now)
            return null;
        var end = start + For;
        for (var joined = 0; joined < MostJoined && Times.NextAfter(start) is { } next && next <= end; joined++)
            (start, end) = (next, next + For);
        return end;
    }
}

/// <summary>
/// A zone's clock readings as times. Where the clock is put back a reading comes twice; where it is put forward some never come.
/// </summary>
internal static class ClockReadings
{
    extension(TimeZoneInfo zone)
    {
        /// <summary>The first time the clock shows it.</summary>
        public DateTimeOffset First(DateTime reading) => new(reading, zone.Offsets(reading).Max());

        /// <summary>The last time the clock shows it.</summary>
        public DateTimeOffset Last(DateTime reading) => new(reading, zone.Offsets(reading).Min());

        private IEnumerable<TimeSpan> Offsets(DateTime reading) =>
            zone.IsAmbiguousTime(reading) ? zone.GetAmbiguousTimeOffsets(reading) : [zone.GetUtcOffset(reading)];
    }
}
