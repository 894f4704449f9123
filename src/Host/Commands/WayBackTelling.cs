using Hub.Facade.Cutover;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells what a rollback would cost.</summary>
internal static class WayBackTelling
{
    /// <summary>Returns the verdict on a line behind a title, and each record that would be lost on a line below.</summary>
    public static IEnumerable<string> Lines(string title, WayBack wayBack) =>
        wayBack.Verdict.DescribeRecords().Select(record => new string(' ', title.Length) + ApiRecords.Line(record))
            .Prepend(title + ApiRecords.Line(wayBack.Text));
}
