using System.Collections.Frozen;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Systems;

/// <summary>
/// Which fault means which HTTP status: by the name of its detail element, or as <c>code.NAME</c> by its code or a
/// subcode, the most special first; <c>code.Client</c> is also <c>Client.Closed</c>, and <c>code.Unknown</c> a fault without
/// any code.
/// </summary>
/// <param name="Statuses">Faults that refuse the request, so that nothing was done.</param>
internal sealed record FaultTable(FrozenDictionary<string, int> Statuses)
{
    public const string CodePrefix = FaultCodes.Prefix;

    /// <summary>What the plan writes instead of a status for a fault that may come from behind the commit.</summary>
    public const string MayBeDone = "unknown";

    /// <summary>What <c>faults</c> is: a fault's name, and the HTTP status that it means.</summary>
    public static readonly PlanValue Shape =
        PlanValue.MapOf(PlanValue.Either(PlanValue.Whole(400, 599), PlanValue.OneOf(MayBeDone)));

    /// <summary>Faults after which the outcome of a write is not known, although their code may blame the request.</summary>
    public FrozenSet<string> Doubtful { get; init; } = [];

    /// <summary>Reads <c>faults</c>: the system's, and after them the call's own.</summary>
    /// <param name="defaults">What holds where the plan says nothing.</param>
    /// <param name="faults">The plan's entries.</param>
    /// <param name="fail">Told of an entry that is wrong.</param>
    /// <param name="find">What is wrong with a fault's name, or null.</param>
    public static FaultTable Read(
        FrozenDictionary<string, int> defaults, IEnumerable<KeyValuePair<string, PlanNode>> faults,
        Action<PlanNode, string> fail, Func<string, string?> find)
    {
        var statuses = new Dictionary<string, int>(defaults, StringComparer.Ordinal);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in faults)
        {
            var status = value.Integer is >= 400 and <= 599 and var given ? (int)given : (int?)null;
            if (status is null && value.Text != MayBeDone)
                fail(value, $"fault '{name}' needs an HTTP status from 400 to 599, "
                    + $"or '{MayBeDone}' where the system may have carried the request out all the same");
            else if (find(name) is { } problem)
                fail(value, problem);
            else
                Set(name, status);
        }

        return new FaultTable(statuses.ToFrozenDictionary(StringComparer.Ordinal))
        {
            Doubtful = doubtful.ToFrozenSet(StringComparer.Ordinal),
        };

        void Set(string name, int? status)
        {
            statuses.Remove(name);
            doubtful.Remove(name);
            if (status is { } known)
                statuses[name] = known;
            else
                doubtful.Add(name);
        }
    }

    /// <summary>The status, or null for a fault that the plan does not know, or does not know the outcome of.</summary>
    public int? Find(Fault fault) => Entry(fault) is { } name && Statuses.TryGetValue(name, out var status) ? status : null;

    /// <summary>Whether the plan says that a write may have been carried out.</summary>
    public bool Doubts(Fault fault) => Entry(fault) is { } name && Doubtful.Contains(name);

    private string? Entry(Fault fault) => Names(fault).FirstOrDefault(n => Statuses.ContainsKey(n) || Doubtful.Contains(n));

    private static IEnumerable<string> Names(Fault fault) =>
        fault.Codes.Reverse().SelectMany(FaultCodes.Generalize).Select(c => CodePrefix + c)
            .Prepend(fault.DetailName).OfType<string>();
}
