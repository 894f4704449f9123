using System.Globalization;
using Hub.Console.Asking;
using Hub.Platform.Routing;

namespace Hub.Console.Pages;

/// <summary>Writes numbers, times and stages as people read them at a glance.</summary>
internal static class Figures
{
    /// <summary>Is shown where a value is missing.</summary>
    public const string None = "–";

    /// <summary>Is shown for <c>retired</c> where no legacy side is named, as there may never have been one to retire.</summary>
    public const string NewOnly = "new only";

    /// <summary>Returns a rate: <c>0.3</c>, <c>12</c>.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        0 => "0",
        < 0.1 => "< 0.1",
        < 10 => Write(perSecond, "0.0"),
        _ => Write(perSecond, "0"),
    };

    /// <summary>Returns a duration: <c>4.7 ms</c>, <c>1.2 s</c>.</summary>
    public static string Duration(double? milliseconds) => milliseconds switch
    {
        null => None,
        < 10 => Write(milliseconds.Value, "0.0 'ms'"),
        < 1000 => Write(milliseconds.Value, "0 'ms'"),
        _ => Write(milliseconds.Value / 1000, "0.0 's'"),
    };

    /// <summary>Returns a share in per cent: <c>0.12 %</c>.</summary>
    public static string Share(double share) => Write(share * 100, share is > 0 and < 0.01 ? "0.0## '%'" : "0.# '%'");

    /// <summary>Returns the share of answers that failed; a dash where there was no answer.</summary>
    public static string Failed(Lately? lately) =>
        lately is { Answered: > 0 } ? Share((double)lately.Failed / lately.Answered) : None;

    /// <summary>Returns how long ago something was: <c>12 s ago</c>, <c>3 h ago</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => $"{Span(now - at)} ago";

    /// <summary>Returns a span in its largest unit: <c>12 s</c>, <c>3 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 2 } => Write(span.TotalSeconds, "0 's'"),
        { TotalHours: < 2 } => Write(span.TotalMinutes, "0 'min'"),
        { TotalDays: < 2 } => Write(span.TotalHours, "0 'h'"),
        _ => Write(span.TotalDays, "0 'days'"),
    };

    /// <summary>Returns a time of day with its date, in UTC.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Returns where a route stands: <c>canary 10 % + 2 users</c>.</summary>
    public static string Stands(Stage stage, double percent, int users, int groups) => stage != Stage.Canary
        ? Word(stage)
        : string.Join(
            " + ",
            new[] { Write(percent, "'canary' 0.## '%'"), Count(users, "user"), Count(groups, "group") }.OfType<string>());

    /// <inheritdoc cref="Stands(Stage, double, int, int)"/>
    public static string Stands(Position position) =>
        Stands(position.Stage, position.Percent, position.Users.Count, position.Groups.Count);

    /// <summary>Returns where a route stands; <see cref="NewOnly"/> where the plan names no legacy side.</summary>
    public static string Stands(ListedRoute route) => route.IsNewOnly
        ? NewOnly
        : Stands(route.Stage, route.Percent, route.Users.Count, route.Groups.Count);

    /// <summary>Returns a route's stage without its share; <see cref="NewOnly"/> where the plan names no legacy side.</summary>
    public static string StageOf(ListedRoute route) => route.IsNewOnly ? NewOnly : Word(route.Stage);

    /// <summary>Returns a stage as the plan writes it.</summary>
    public static string Word(Stage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>Returns how a side is; the hub judges it by requests, and knows nothing before the first one.</summary>
    public static string Health(string state) => state == "unknown" ? "no request yet" : state;

    /// <summary>Returns a number as markup takes it.</summary>
    public static string Number(double value) => Write(value, "0.##");

    private static string? Count(int count, string word) =>
        count == 0 ? null : $"{count} {word}{(count == 1 ? "" : "s")}";

    private static string Write(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
