using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Routing;

namespace Hub.Platform.Plan;

/// <summary>One fault in a plan: what is wrong, where, and what to do about it.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Message">What is wrong and what to do, in one sentence.</param>
public sealed record PlanError(PlanLocation At, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{At}: {Message}";
}

/// <summary>Gathers every fault of a plan, so that all of them are reported together.</summary>
public sealed class PlanErrors : IEnumerable<PlanError>
{
    // More than anybody reads at once, and less than fills a terminal, an answer or the memory.
    private const int Most = 1000;
    private const int LongestMessage = 2000;
    private readonly List<PlanError> _errors = [];
    private readonly List<PlanError> _notes = [];
    private readonly HiddenValues _hidden = new();

    /// <summary>How many faults were found so far.</summary>
    public int Count { get; private set; }

    /// <summary>Reports a fault at a place. Of a thousand and more, the first thousand are kept and the others counted.</summary>
    public void Add(PlanLocation at, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Count++ < Most)
            _errors.Add(new PlanError(at, Shorten(_hidden.Hide(message))));
    }

    /// <summary>
    /// Shows a value as the plan writes it, <c>${env:NAME}</c>, wherever a later message repeats it: what a library throws may.
    /// </summary>
    internal void Hide(string value, string written) => _hidden.Add(value, written);

    /// <summary>Keeps a text that the plan writes itself as it is, wherever a later message repeats it.</summary>
    internal void Keep(string typed) => _hidden.AddTyped(typed);

    private static string Shorten(string message) =>
        message.Length <= LongestMessage ? message : message[..LongestMessage] + "…";

    /// <summary>
    /// Tells which files are the store's and were accepted before, perhaps by an earlier version of the hub that checked less.
    /// </summary>
    public Func<string, bool> IsStored { get; init; } = _ => false;

    /// <summary>
    /// Reports what keeps a file from being applied, and is only noted of one that the store has: what is served goes on.
    /// </summary>
    public void AddUnlessStored(PlanLocation at, string message)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (IsStored(at.File))
            Note(at, message);
        else
            Add(at, message);
    }

    /// <summary>Reports a fault at a node.</summary>
    public void Add(PlanNode node, string message)
    {
        ArgumentNullException.ThrowIfNull(node);
        Add(node.At, message);
    }

    /// <summary>
    /// Runs a check or a build; what it throws becomes a fault at the place, so that no plan brings down what reads it.
    /// </summary>
    /// <param name="at">Where the fault is reported.</param>
    /// <param name="what">What cannot be done then, as in <c>route 'orders.get' cannot be served</c>.</param>
    /// <param name="run">The check.</param>
    public void Try(PlanLocation at, string what, Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            run();
        }
#pragma warning disable CA1031 // whatever a plan makes a library throw, the plan is at fault and the hub goes on
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            Add(at, $"{what}: {ReasonOf(e)}");
        }
    }

    // These say only that something could not be made, and hold the reason.
    private static string ReasonOf(Exception e) =>
        e.InnerException is { } inner && e is RouteCreationException or TargetInvocationException or TypeInitializationException
            ? ReasonOf(inner)
            : e.Message;

    /// <summary>What the plan's author should know although it is no fault.</summary>
    public IEnumerable<PlanError> Notes => _notes.OrderBy(e => e.At.File, StringComparer.Ordinal).ThenBy(e => e.At.Line);

    /// <summary>Says something that is no fault.</summary>
    public void Note(PlanLocation at, string message) => _notes.Add(new PlanError(at, _hidden.Hide(message)));

    /// <inheritdoc />
    public IEnumerator<PlanError> GetEnumerator() =>
        _errors.OrderBy(e => e.At.File, StringComparer.Ordinal).ThenBy(e => e.At.Line)
            .Concat(Count > Most ? [new PlanError(_errors[^1].At, $"and {Count - Most} more faults, here and elsewhere")] : [])
            .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
