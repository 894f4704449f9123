using System.Globalization;

namespace Hub.Platform.Tests.Plan;

public sealed class Freezes
{
    [Theory]
    // By the clock in Berlin, over midnight; one hour ahead of UTC in winter, two in summer.
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berlin }", "2026-12-01T20:59:59Z", null)]
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berlin }", "2026-12-01T21:00:00Z", "2026-12-02T04:00:00Z")]
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berlin }", "2026-12-02T03:59:59Z", "2026-12-02T04:00:00Z")]
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berlin }", "2026-12-02T04:00:00Z", null)]
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berlin }", "2026-07-01T20:00:00Z", "2026-07-02T03:00:00Z")]
    [InlineData("{ daily: \"12:00-13:00\", zone: UTC }", "2026-12-01T12:30:00Z", "2026-12-01T13:00:00Z")]
    [InlineData("{ daily: \"22:00-00:00\", zone: UTC }", "2026-12-01T23:59:00Z", "2026-12-02T00:00:00Z")]
    // On 2026-10-25 the clock shows 02:00 to 03:00 twice: from the first 02:15 to the last 02:45.
    [InlineData("{ daily: \"02:15-02:45\", zone: Europe/Berlin }", "2026-10-25T00:15:00Z", "2026-10-25T01:45:00Z")]
    [InlineData("{ daily: \"02:15-02:45\", zone: Europe/Berlin }", "2026-10-25T00:50:00Z", "2026-10-25T01:45:00Z")]
    // On 2026-03-29 it never shows 02:30.
    [InlineData("{ daily: \"02:30-04:00\", zone: Europe/Berlin }", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z")]
    // Month-end, from 18:00 on the last day for 36 hours.
    [InlineData("{ cron: \"0 0 18 L * ?\", for: 36h, zone: Europe/Berlin }", "2026-11-30T16:59:59Z", null)]
    [InlineData("{ cron: \"0 0 18 L * ?\", for: 36h, zone: Europe/Berlin }", "2026-11-30T17:00:00Z", "2026-12-02T05:00:00Z")]
    [InlineData("{ cron: \"0 0 18 L * ?\", for: 36h, zone: Europe/Berlin }", "2026-12-02T04:59:59Z", "2026-12-02T05:00:00Z")]
    [InlineData("{ cron: \"0 0 18 L * ?\", for: 36h, zone: Europe/Berlin }", "2026-12-02T05:00:00Z", null)]
    // Weekdays are numbered as Quartz numbers them, from 1 for Sunday: Monday, Friday, and each second day from Monday on.
    [InlineData("{ cron: \"0 0 0 ? * 2\", for: 1d, zone: UTC }", "2026-11-23T10:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("{ cron: \"0 0 0 ? * 2\", for: 1d, zone: UTC }", "2026-11-24T10:00:00Z", null)]
    [InlineData("{ cron: \"0 0 0 ? * 6L\", for: 1d, zone: UTC }", "2026-11-27T10:00:00Z", "2026-11-28T00:00:00Z")]
    [InlineData("{ cron: \"0 0 0 ? * 2/2\", for: 1d, zone: UTC }", "2026-11-22T10:00:00Z", null)]
    [InlineData("{ cron: \"0 0 0 ? * MON/2\", for: 1d, zone: UTC }", "2026-11-25T10:00:00Z", "2026-11-26T00:00:00Z")]
    // A day and a weekday are one or the other: the first of a month, and each Monday.
    [InlineData("{ cron: \"0 0 0 1 * MON\", for: 1d, zone: UTC }", "2026-12-01T10:00:00Z", "2026-12-02T00:00:00Z")]
    [InlineData("{ cron: \"0 0 0 1 * MON\", for: 1d, zone: UTC }", "2026-12-07T10:00:00Z", "2026-12-08T00:00:00Z")]
    // On 2026-03-29 it never shows 02:30; the freeze begins when the clock goes on.
    [InlineData("{ cron: \"0 30 2 * * ?\", for: 1h, zone: Europe/Berlin }", "2026-03-29T01:15:00Z", "2026-03-29T02:00:00Z")]
    // Times that run into each other are one: Saturday and Sunday.
    [InlineData("{ cron: \"0 0 0 ? * SAT,SUN\", for: 1d, zone: UTC }", "2026-11-21T10:00:00Z", "2026-11-23T00:00:00Z")]
    // The last day belongs to it.
    [InlineData("{ from: 2026-12-20, to: 2027-01-06, zone: Europe/Berlin }", "2026-12-19T22:59:59Z", null)]
    [InlineData("{ from: 2026-12-20, to: 2027-01-06, zone: Europe/Berlin }", "2027-01-06T22:59:59Z", "2027-01-06T23:00:00Z")]
    [InlineData("{ from: 2026-12-20, to: 2027-01-06, zone: Europe/Berlin }", "2027-01-06T23:00:00Z", null)]
    [InlineData(
        "{ from: \"2026-12-20T18:00:00+01:00\", to: \"2026-12-21T06:00:00Z\" }", "2026-12-20T17:00:00Z", "2026-12-21T06:00:00Z")]
    public void A_freeze_holds_from_its_first_moment_to_its_last_by_the_clock_it_names(string freeze, string now, string? end)
    {
        var (plan, errors) = PlanFiles.Load(("hub.yaml", $"freeze: [{freeze}]"));
        errors.ShouldBeEmpty();
        plan!.Freezes.Single().EndOf(Time(now)).ShouldBe(end is null ? null : Time(end));
    }

    [Theory]
    [InlineData("{ daily: \"22:00-05:00\" }", "'zone' is missing")]
    [InlineData("{ daily: \"22-5\", zone: UTC }", "'daily' is two times of day that differ")]
    [InlineData("{ daily: \"22:00-22:00\", zone: UTC }", "'daily' is two times of day that differ")]
    [InlineData("{ daily: \"22:00-05:00\", zone: Europe/Berln }", "'Europe/Berln' is no time zone that this machine knows")]
    [InlineData("{ cron: \"0 0 18 L * ?\", zone: UTC }", "'for' says how long")]
    [InlineData("{ cron: \"at six\", for: 1h, zone: UTC }", "'cron' is no cron expression with seconds first")]
    [InlineData("{ cron: \"0 18 L * ?\", for: 1h, zone: UTC }", "it has 5 fields; there are six: second, minute, hour")]
    [InlineData("{ cron: \"0 0 18 L * ? 2027\", for: 1h, zone: UTC }", "years belong to 'from' and 'to'")]
    [InlineData("{ cron: \"0 0 0 ? * 0\", for: 1h, zone: UTC }", "weekday 0 is not one of 1 (Sunday) to 7 (Saturday)")]
    [InlineData("{ from: 2026-12-20, zone: UTC }", "'to' is missing")]
    [InlineData("{ from: 2026-12-20, to: 2026-12-21 }", "'zone' is missing")]
    [InlineData("{ from: 2026-12-20, to: 2026-12-18, zone: UTC }", "'to' is after 'from'")]
    [InlineData("{ from: tomorrow, to: 2026-12-18, zone: UTC }", "'from' is a day (2026-12-20) or a time")]
    [InlineData("{ name: x }", "a freeze has one of 'daily'")]
    [InlineData("{ daily: \"22:00-05:00\", cron: \"0 0 18 L * ?\", for: 1h, zone: UTC }", "a freeze has one of 'daily'")]
    [InlineData("{ daily: \"22:00-05:00\", for: 1h, zone: UTC }", "'for' belongs to 'cron'")]
    public void A_freeze_that_cannot_be_meant_is_a_fault_with_its_line(string freeze, string message)
    {
        var (_, errors) = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders + $"\nfreeze:\n  - {freeze}"));
        errors.ShouldContain(
            e => e.At.File == "capabilities/orders.yaml" && e.At.Line == 11
                && e.Message.Contains(message, StringComparison.Ordinal),
            string.Join('\n', errors));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
