using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Calls;

/// <summary>One operation with its mappings: contract JSON in, contract JSON out.</summary>
/// <param name="Operation">What is called.</param>
/// <param name="In">How the request is made.</param>
/// <param name="Out">How the answer is read; null when nothing of it matters.</param>
/// <param name="Faults">What the system's faults mean.</param>
internal sealed record MappedCall(Operation Operation, RequestMapping In, MappingTable? Out, FaultTable Faults)
{
    /// <summary>The fields of a call that has no options.</summary>
    public static readonly PlanShape Plain = CallReader.Shape("call");

    /// <summary>The source that <see cref="Current"/>'s answer is.</summary>
    public const string CurrentSource = "current";

    /// <summary>The field of that answer which is the record, as contract JSON.</summary>
    public const string CurrentContent = "content";

    /// <summary>
    /// The resource, and which of its calls: <c>orders.get</c>, <c>customers.update/current</c>; null where it is no resource's.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Whether it is known to change nothing.</summary>
    public bool Reads { get; init; }

    /// <summary>Whether it asks for one record, which an answer with nothing of it in it does not have.</summary>
    public bool OfOne { get; init; }

    /// <summary>Whether it changes something and its answer has a record, without which nobody knows what was done.</summary>
    public bool PromisesOne { get; init; }

    /// <summary>Whether its answer is a list of records of which each is read by itself, see <see cref="ItemReading"/>.</summary>
    public bool ReadsEach => Operation.ReadsEach;

    /// <summary>The same for a list of records of which each is read by itself.</summary>
    public MappedCall ForEach() => this with { Operation = Operation with { ReadsEach = true } };

    /// <summary>How often it may be made.</summary>
    public CallRepeats Repeats { get; init; } = CallRepeats.None;

    /// <summary>A call that is made first and tells what there is; null where nothing needs to be known.</summary>
    public MappedCall? Current { get; init; }

    /// <summary>Whether <see cref="Current"/> tells the record itself.</summary>
    public bool TellsContent => Current?.Out?.Bindings.Any(b => b.Contract is [CurrentContent, ..]) == true;
}

/// <summary>How a mapped call ended: one of the kinds below and no other.</summary>
internal abstract record CallOutcome
{
    private protected CallOutcome()
    {
    }
}

/// <summary>The system answered.</summary>
/// <param name="Text">The contract form of what it said: an object.</param>
internal sealed record Answered(JsonText Text) : CallOutcome
{
    public Answered(JsonObject content)
        : this(JsonText.Of(content))
    {
    }

    /// <summary>The same as a tree, for whoever wants to change it.</summary>
    public JsonObject Content => Text.Node!.AsObject();

    /// <summary>The record's version, where the system tells it.</summary>
    public string? Version { get; init; }

    /// <summary>Where the next page begins, or null.</summary>
    public string? Next { get; init; }
}

/// <summary>The request cannot be said in the system's terms: nothing was sent.</summary>
internal sealed record RequestInvalid(IReadOnlyList<DocumentError> Errors) : CallOutcome;

/// <summary>The system refused the request: nothing was done.</summary>
/// <param name="Status">The HTTP status the plan gives the fault; 422 for one that it does not know.</param>
/// <param name="Text">What the system says, for people.</param>
internal sealed record Refused(int Status, string Text) : CallOutcome
{
    /// <summary>Of a fault that the plan does not know: which, without anything of the content.</summary>
    public string? Undeclared { get; init; }

    /// <summary>The contract's field that it is about, where the system tells; or null.</summary>
    public string? Field { get; init; }

    /// <summary>With 401: what the system asks its callers for, as <c>WWW-Authenticate</c> says it.</summary>
    public string? Challenge { get; init; }
}

/// <summary>The system failed in a way the plan does not know, and is sure that nothing was done.</summary>
/// <param name="Reason">What happened, without anything of the content.</param>
internal sealed record Failed(string Reason) : CallOutcome
{
    /// <summary>What of the answer cannot be read, in the contract's words, for the one who asked; empty where unknown.</summary>
    public string Unreadable { get; init; } = "";

    /// <summary>What the system says, for the one who asked; empty when nothing.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Nothing was done: nothing was sent, or a busy system did not take it.</summary>
/// <param name="Busy">
/// True when a limit, the hub's or the system's, held the call back; false when there was no connection.
/// </param>
internal sealed record NotSent(bool Busy) : CallOutcome
{
    /// <summary>Whether it was sent and the system itself did not take it, so that nothing was done.</summary>
    public bool OfSystem { get; init; }

    /// <summary>When a busy system may be worth another try.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>The system does not accept the hub's own credentials: nothing was done, whoever asked.</summary>
internal sealed record CredentialsRefused : CallOutcome;

/// <summary>The request was sent, and what the system did is not known.</summary>
/// <param name="Cause">What came instead of an answer.</param>
/// <param name="Reason">What happened, without anything of the content.</param>
internal sealed record InDoubt(InDoubtCause Cause, string Reason) : CallOutcome
{
    /// <summary>Whether an answer came that cannot be read.</summary>
    public bool IsInvalid { get; init; }

    /// <inheritdoc cref="Failed.Unreadable" />
    public string Unreadable { get; init; } = "";

    /// <summary>What the system says, for the one who asked; empty when nothing.</summary>
    public string Text { get; init; } = "";
}

/// <summary>What came instead of an answer.</summary>
internal enum InDoubtCause
{
    /// <summary>Nothing, in the time a call has.</summary>
    TimedOut,

    /// <summary>The connection's end.</summary>
    Broken,

    /// <summary>Something that is no answer, or a fault nobody foresaw.</summary>
    Unusable,
}
