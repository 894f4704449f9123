using System.Collections;

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
    private readonly List<PlanError> _errors = [];
    private readonly List<PlanError> _notes = [];

    /// <summary>How many faults were found so far.</summary>
    public int Count => _errors.Count;

    /// <summary>Reports a fault at a place.</summary>
    public void Add(PlanLocation at, string message) => _errors.Add(new PlanError(at, message));

    /// <summary>Reports a fault at a node.</summary>
    public void Add(PlanNode node, string message)
    {
        ArgumentNullException.ThrowIfNull(node);
        Add(node.At, message);
    }

    /// <summary>What the plan's author should know although it is no fault.</summary>
    public IEnumerable<PlanError> Notes => _notes.OrderBy(e => e.At.File, StringComparer.Ordinal).ThenBy(e => e.At.Line);

    /// <summary>Says something that is no fault.</summary>
    public void Note(PlanLocation at, string message) => _notes.Add(new PlanError(at, message));

    /// <inheritdoc />
    public IEnumerator<PlanError> GetEnumerator() =>
        _errors.OrderBy(e => e.At.File, StringComparer.Ordinal).ThenBy(e => e.At.Line).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
