using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>The operations a plan declares for a database.</summary>
/// <param name="File">The system's file.</param>
/// <param name="Operations">The operations by name.</param>
internal sealed partial record SqlContract(string File, FrozenDictionary<string, SqlOperation> Operations) : ISystemContract
{
    /// <summary>Why there can be no journal of its tables, or null.</summary>
    public string? JournalProblem { get; init; }

    /// <summary>Why its changes cannot be read from a replication slot, or null.</summary>
    public string? ReplicationProblem { get; init; }

    public FrozenDictionary<string, int> DefaultFaults => SqlFaults.Statuses;

    public IEnumerable<string> OperationNames => Operations.Keys;

    public Operation? Find(string name) => Operations.GetValueOrDefault(name);

    public string? WhyUnsupported(string name) =>
        name.LastIndexOf('.') is > 0 and var dot
        && name[(dot + 1)..] is "insert" or "update" or "delete"
        && Operations.ContainsKey($"{name[..dot]}.get")
            ? $"the table may only be read; allow it with write: [{name[(dot + 1)..]}]"
            : null;

    // What a routine commits by itself stays.
    public bool TakesBack(Operation operation) => operation is SqlOperation { MayCommit: false };

    // A fault is code.KIND, code.SQLSTATE, a code from a fault column, or a constraint's name, which only the database knows.
    public string? FaultProblem(string fault, Operation operation)
    {
        if (SqlFaults.Statuses.ContainsKey(FaultTable.CodePrefix + fault))
            return $"write {FaultTable.CodePrefix}{fault}: without 'code.' it is the name of a constraint";
        if (!fault.StartsWith(FaultTable.CodePrefix, StringComparison.Ordinal) || SqlFaults.Statuses.ContainsKey(fault)
            || State.IsMatch(fault[FaultTable.CodePrefix.Length..])
            || Operations.Values.Any(o => o is DeclaredOperation { Fault: not null }))
            return null;
        return $"'{fault}' is neither a kind of fault nor an SQLSTATE{Spelling.DidYouMean(fault, SqlFaults.Statuses.Keys)}";
    }

    [GeneratedRegex("^([0-9A-Z]{5}|[0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex State { get; }
}
