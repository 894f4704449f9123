using System.CommandLine;
using System.Globalization;
using Hub.Facade.Thinness;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what the hub still carries, over time, and what can be deleted next.</summary>
internal static class ThinnessCommand
{
    private const int DaysOfMonth = 30;

    public static Command Create() => ListingCommand.Create<ThinnessView>(
        "thinness", "Shows what the hub still carries, over time, and the next thing that can be deleted.",
        "hub/api/thinness", Tell, watched: true);

    private static Listed Tell(ThinnessView view)
    {
        List<string> notes = [];
        if (view.Next is { } next)
        {
            notes.Add($"next to delete: {ApiRecords.Line(next.Legacy)} of {ApiRecords.Line(next.Route)}, "
                + $"which is at {ApiRecords.Word(next.Stage)}");
            notes.AddRange(next.Takes.Select(t => $"  {ApiRecords.Line(t)}"));
            notes.AddRange(next.Goes.Select(e => $"  goes: {ApiRecords.Line(e.File)}({e.Line}) "
                + (e.Entry.Length > 0 ? ApiRecords.Line(e.Entry) : "the whole file")));
        }

        if (view.Further.Count > 0)
            notes.Add($"after that: {ApiRecords.Names(view.Further.Select(d => d.Route))}");
        if (view.Days.Count == 0)
            notes.Add("no earlier day was counted yet: the job thinness counts each night");
        return new Listed(
            ListingTable.Of(
                view.Measures,
                "Nothing is counted.",
                ("now", m => $"{m.Now}"),
                ("a month ago", m => At(view, m, view.At.AddDays(-DaysOfMonth))),
                ("first", m => At(view, m, DateTimeOffset.MinValue)),
                ("what…", m => m.Text)),
            notes);
    }

    /// <summary>Returns a measure's first value from a time on; a dash where it was not counted before today.</summary>
    private static string At(ThinnessView view, MeasuredNow measure, DateTimeOffset from) =>
        view.Days.FirstOrDefault(d => d.Day >= DateOnly.FromDateTime(from.UtcDateTime) && d.Values.ContainsKey(measure.Name))
            is { } day
            ? day.Values[measure.Name].ToString(CultureInfo.InvariantCulture)
            : "-";
}
