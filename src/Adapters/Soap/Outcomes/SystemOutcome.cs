using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Soap.Outcomes;

/// <summary>How a call ended: one of the kinds below and no other.</summary>
internal abstract record SystemOutcome
{
    private protected SystemOutcome()
    {
    }
}

/// <summary>The operation's answer.</summary>
/// <param name="Text">The output as JSON; null where there is none.</param>
internal sealed record Answer(JsonText? Text) : SystemOutcome
{
    /// <summary>The same as a tree, for whoever wants to look around in it.</summary>
    public JsonNode? Document => Text?.Node;

    /// <summary>The version of the record that it is, as the system tells versions apart; null where it tells none.</summary>
    public string? Version { get; init; }

    /// <summary>The property of a record in a list that says why the record cannot be read.</summary>
    public const string UnreadableProperty = "$unreadable";

    /// <summary>Whether records of a list say by <see cref="UnreadableProperty"/> that they cannot be read.</summary>
    public bool HasUnreadable { get; init; }

    /// <summary>
    /// Where it holds what the system's contract does not know, without the places in lists: <c>Order.Channel</c>.
    /// </summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Where the next page begins, of an answer that is one; null for the last.</summary>
    public string? Next { get; init; }
}

/// <summary>
/// The system answered with a fault. Whether nothing was done is said by the plan, the contract, or <see cref="Blame"/>.
/// </summary>
/// <param name="Codes">
/// The local parts of the code and, in SOAP 1.2, its subcodes; the most general first. Of a fault without any,
/// <c>Unknown</c>.
/// </param>
/// <param name="Text">What the system says, for people: bounded, in one line, without its stack trace.</param>
/// <param name="DetailName">The local name of the detail's first element, or null.</param>
/// <param name="Detail">That element as JSON, or null when the contract does not know it.</param>
internal sealed record Fault(ImmutableArray<string> Codes, string Text, string? DetailName, JsonText? Detail) : SystemOutcome
{
    /// <summary>Whether that is sure also of a fault nobody foresaw: a transaction was rolled back.</summary>
    public bool NothingDone { get; init; }

    /// <summary>Whether <see cref="DetailName"/> is a column's name, with its table's before it or without.</summary>
    public bool OfColumn { get; init; }

    /// <summary>Who is at fault by the codes.</summary>
    public FaultBlame Blame => FaultCodes.BlameOf(Codes);

    /// <summary>What tells a fault from others, as the plan writes it.</summary>
    public string Name => DetailName ?? FaultCodes.Prefix + Codes.LastOrDefault(FaultCodes.Missing);
}

/// <summary>The system cannot hold a value of the request as it is: nothing was done.</summary>
/// <param name="Error">Which, with its place in the operation's request, and why.</param>
internal sealed record Unheld(DocumentError Error) : SystemOutcome;

/// <summary>The system does not accept the credentials: nothing was done.</summary>
internal sealed record Denied : SystemOutcome
{
    /// <summary>Whether they were the caller's own, passed on.</summary>
    public bool OfCaller { get; init; }

    /// <summary>What the system asks for, as <c>WWW-Authenticate</c> says it; or null.</summary>
    public string? Challenge { get; init; }
}

/// <summary>
/// As many calls are made as the plan allows, or the system takes: nothing was done, and mostly nothing was sent.
/// </summary>
/// <param name="RetryAfter">When it may be worth another try: whole seconds, at least 1.</param>
internal sealed record Busy(TimeSpan RetryAfter) : SystemOutcome
{
    /// <summary>Whether the request was sent and the system itself did not take it (429), so that nothing was done.</summary>
    public bool OfSystem { get; init; }
}

/// <summary>No connection: nothing was sent, so nothing was done.</summary>
internal sealed record Unreachable : SystemOutcome;

/// <summary>The request may have reached the system and no answer came: what it did is not known.</summary>
/// <param name="TimedOut">False when the connection broke instead.</param>
internal sealed record NoAnswer(bool TimedOut) : SystemOutcome
{
    /// <summary>
    /// Whether the connection had served others before, and broke before anything came: the system may have closed it long ago.
    /// </summary>
    public bool OnUsedConnection { get; init; }
}

/// <summary>Something came back that is no answer: what the system did is not known.</summary>
/// <param name="Reason">What is wrong with it, without its values.</param>
internal sealed record InvalidAnswer(string Reason) : SystemOutcome
{
    /// <summary>The row that made it so; null where it is not a row's doing.</summary>
    public UnreadableRow? Row { get; init; }

    /// <summary>Whether it did nothing all the same: a transaction was rolled back.</summary>
    public bool NothingDone { get; init; }
}
