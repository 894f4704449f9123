using System.Globalization;

namespace Hub.Platform.ContractDrift;

/// <summary>A finding as people and programs read it.</summary>
/// <param name="System">The system.</param>
/// <param name="Source"><c>answers</c>, or <c>offered</c>: its WSDL or its catalogue.</param>
/// <param name="Operation">The operation or the table.</param>
/// <param name="Place">Where in it: <c>Order.Channel</c>; empty for the whole.</param>
/// <param name="Text">What is different, in a sentence without its full stop.</param>
/// <param name="Routes">The routes that call the operation.</param>
/// <param name="FirstAt">When it was found first.</param>
/// <param name="LastAt">When it was found last.</param>
/// <param name="Seen">In how many answers; null for what was offered.</param>
/// <param name="Answers">Of how many answers since it was found first; null for what was offered.</param>
/// <param name="Share">How often, for people: <c>3 % of 1,412 answers</c>; null for what was offered.</param>
public sealed record ContractFindingView(
    string System, string Source, string Operation, string Place, string Text, IReadOnlyList<string> Routes,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, long? Seen, long? Answers, string? Share)
{
    /// <summary>Returns the view of a finding.</summary>
    public static ContractFindingView Of(ContractFindingSeen seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var (finding, isCounted) = (seen.Finding, seen.Finding.Source == ContractFinding.Answers);
        return new ContractFindingView(
            finding.System, finding.Source, finding.Operation, finding.Place, finding.Text, finding.Routes, seen.FirstAt,
            seen.LastAt, isCounted ? seen.Seen : null, isCounted ? seen.Of : null,
            isCounted ? ShareOf(seen.Seen, seen.Of) : null);
    }

    private static string ShareOf(long seen, long of)
    {
        var percent = 100d * seen / Math.Max(of, seen);
        var share = percent switch
        {
            >= 100 => "all",
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(Math.Round(percent), 99)} %"),
            >= 0.1 => string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %"),
            _ => "less than 0.1 %",
        };
        return of == 1 ? "the only answer" : string.Create(CultureInfo.InvariantCulture, $"{share} of {of:N0} answers");
    }
}
